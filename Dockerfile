# 装好套件的 JupyterLab:docker build -t luan-data-kit . && docker run --rm -p 8888:8888 luan-data-kit
FROM mambaorg/micromamba:2-debian12-slim
USER root
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends bubblewrap fonts-wqy-microhei && rm -rf /var/lib/apt/lists/*
# WORKDIR alone would make a folder of root's, where the user could not build the city.
RUN install -d -o $MAMBA_USER -g $MAMBA_USER /kit
USER $MAMBA_USER
WORKDIR /kit
COPY --chown=$MAMBA_USER:$MAMBA_USER . .
RUN micromamba install -y -q -n base -f environment.yml && micromamba clean -aqy
ENV PATH=/opt/conda/bin:$PATH
RUN kit data build
EXPOSE 8888
CMD ["kit", "lab", "--no-browser", "--lab=--ip=0.0.0.0"]
