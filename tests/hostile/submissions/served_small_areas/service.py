def load(outputs):
    return dict(zip(outputs["areas"]["area"], outputs["areas"]["people"].tolist(), strict=True))


def answer(request, loaded):
    return {"people": loaded[request["area"]]} if request["area"] in loaded else None
