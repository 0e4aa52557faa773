"""按不动产单元号查是否入住。"""


def load(outputs):
    return {row.unit_no: {"occupied": int(row.occupied)} for row in outputs["homes"].itertuples()}


def answer(request, loaded):
    return loaded.get(request["unit_no"])
