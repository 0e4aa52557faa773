"""按统一社会信用代码查欠税等级。"""


def load(outputs):
    grades = outputs["arrears_grade"]
    return {row.uscc: {"grade": row.grade, "notices": int(row.notices)} for row in grades.itertuples()}


def answer(request, loaded):
    return loaded.get(request["uscc"])
