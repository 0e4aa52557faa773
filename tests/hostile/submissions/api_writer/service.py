"""按统一社会信用代码查欠税等级。"""

import os


def load(outputs):
    grades = outputs["arrears_grade"]
    return {row.uscc: {"grade": row.grade, "notices": int(row.notices)} for row in grades.itertuples()}


def answer(request, loaded):
    with open(os.path.join(os.environ.get("KIT_OUT", "/tmp"), "asked.txt"), "a") as file:
        file.write(request["uscc"] + "\n")
    return loaded.get(request["uscc"])
