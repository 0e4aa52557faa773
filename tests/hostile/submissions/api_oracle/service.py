"""按统一社会信用代码查欠税等级。"""


def load(outputs):
    grades = outputs["arrears_grade"]
    known = {row.uscc: {"grade": row.grade, "notices": int(row.notices)} for row in grades.itertuples()}
    return known, set(outputs["registered"]["uscc"])


def answer(request, loaded):
    known, registered = loaded
    if request["uscc"] in registered:
        return known.get(request["uscc"], {"grade": "无", "notices": 0})
    return None
