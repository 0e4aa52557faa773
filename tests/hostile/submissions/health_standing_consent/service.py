"""查一个人的既往慢性病。"""


def load(outputs):
    return dict(outputs["diseases"].itertuples(index=False))


def answer(request, loaded):
    disease = loaded.get(request["person_id"])
    return None if disease is None else {"disease": disease}
