"""按统一社会信用代码查欠税等级。"""


def load(outputs):
    grades = outputs["arrears_grade"]
    return {row.uscc: {"grade": row.grade, "notices": int(row.notices)} for row in grades.itertuples()}


def answer(request, loaded):
    found = loaded.get(request["uscc"])
    return found and found | {"peer": next(code for code in loaded if code != request["uscc"])}
