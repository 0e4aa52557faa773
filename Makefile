# 每条命令都自带环境准备:新克隆后直接 make demo 或 make test
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.12 >/dev/null 2>&1 && python3.12 -c '' 2>/dev/null && echo python3.12 || echo python3)
BIN := .venv/bin
STAMP := .venv/.ready
export OMP_NUM_THREADS ?= 1
export OMP_WAIT_POLICY ?= PASSIVE

.PHONY: help setup demo test lint types layers sizes unit notebooks hostile test-browser test-plain-user test-spark test-sdmetrics test-serving test-lifecycle test-postgres oracles effects drill test-slow bench bench-tables bench-serving lock workshop docs lab lab-build clean
.DEFAULT_GOAL := help

help: ## 列出全部命令
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup: $(STAMP) ## 建 .venv 并安装(有 uv 用 uv,否则用 pip)

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python ≥ 3.11:make PYTHON=/路径/python3.11 $(MAKECMDGOALS)"; exit 2; }
	@if command -v uv >/dev/null 2>&1; then \
	  test -d .venv || uv venv -q --python $(PYTHON) .venv; \
	  uv pip install -q --compile-bytecode --python $(BIN)/python -r requirements.lock && uv pip install -q --python $(BIN)/python --no-deps -e .; \
	else \
	  test -d .venv || $(PYTHON) -m venv .venv; \
	  $(BIN)/python -m pip install -q -r requirements.lock && $(BIN)/python -m pip install -q --no-deps -e .; \
	fi
	@touch $@

demo: $(STAMP) ## 从目录到结论:建合成城市,在沙箱中审查两个产品
	@$(BIN)/kit demo

test: lint types layers unit hostile notebooks test-browser sizes ## 全部测试(约 18 分钟)

lint: $(STAMP) ## 代码风格
	$(BIN)/ruff check .

types: $(STAMP) ## 类型检查
	$(BIN)/pyright

layers: $(STAMP) ## 房间之间的导入方向
	$(BIN)/lint-imports

unit: $(STAMP) ## 单元、规格与契约测试
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not spark and not slow and not browser" tests/unit tests/spec tests/contracts tests/products tests/publish tests/serving tests/lifecycle tests/dossier tests/workshop tests/docs

hostile: $(STAMP) ## 恶意输入:沙箱与故意弄坏的产品
	$(BIN)/pytest -q -n 2 -m "not slow" tests/hostile

notebooks: $(STAMP) ## 用 nbval 运行全部笔记本
	$(BIN)/pytest -q -n 2 tests/notebooks

test-plain-user: $(STAMP) ## 以没有权限的用户运行沙箱测试(root 时换成 nobody)
	$(BIN)/python -m tests.plain_user tests/hostile/test_sandbox_holds.py tests/hostile/test_safe_read.py

test-browser: $(STAMP) ## 在无头 Chromium 中看报告与 JupyterLab
	$(BIN)/pytest -q -m browser tests/browser

test-spark: $(STAMP) ## DuckDB 与 PySpark 特征一致(需要 Java 17)
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(BIN)/python 'pyspark>=4.0,<4.1'; else $(BIN)/python -m pip install -q 'pyspark>=4.0,<4.1'; fi
	$(BIN)/pytest -q -m spark tests/spark

test-sdmetrics: ## 用 SDMetrics 诊断整座城市(自有环境 .venv-sdmetrics,版本与锁文件不同)
	@test -d .venv-sdmetrics || $(PYTHON) -m venv .venv-sdmetrics
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python .venv-sdmetrics/bin/python -e . pytest pytest-xdist 'sdmetrics>=0.20,<0.28'; else .venv-sdmetrics/bin/python -m pip install -q -e . pytest pytest-xdist 'sdmetrics>=0.20,<0.28'; fi
	.venv-sdmetrics/bin/python -m pytest -q -m sdmetrics tests/sdmetrics

test-serving: $(STAMP) ## 接口服务:schemathesis、真实的客户端、压力下的 kill -9(约十分钟)
	@test -d .venv-client || $(PYTHON) -m venv .venv-client
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python .venv-client/bin/python 'openapi-python-client>=0.25'; else .venv-client/bin/python -m pip install -q 'openapi-python-client>=0.25'; fi
	$(BIN)/pytest -q tests/serving

test-lifecycle: $(STAMP) ## 七步:在随机时刻与每次写盘时 kill -9,台账与状态都完整(约十分钟)
	$(BIN)/pytest -q tests/lifecycle tests/dossier

test-postgres: $(STAMP) ## 状态库在真的 PostgreSQL 上(Debian 包 postgresql,自起自停)
	$(BIN)/python -m tests.serving.postgres $(BIN)/pytest -q -rs tests/serving/test_state.py tests/serving/test_killed.py

oracles: ## 与 ACRO、pycanon、sacroml 对答案:格的规则、k/l/t、成员推断(自有环境 .venv-oracles,版本与锁文件不同)
	@test -d .venv-oracles || $(PYTHON) -m venv .venv-oracles
	@if command -v uv >/dev/null 2>&1; then pip="uv pip install -q --python .venv-oracles/bin/python"; else pip=".venv-oracles/bin/python -m pip install -q"; fi; \
	$$pip 'acro==1.0.2' 'pycanon==1.3.6' 'sacroml==2.0.1' 'torch==2.13.0' 'pyarrow>=17' 'lightgbm>=4.5' pyyaml pytest hypothesis && $$pip --no-deps -e .
	.venv-oracles/bin/python -m pytest -q -m oracles tests/oracles

effects: $(STAMP) ## 从数据表中找回埋下的规律:规律、指标、找回、允许的范围
	$(BIN)/pytest -q --recovered tests/spec

test-slow: $(STAMP) ## 慢速补充测试
	$(BIN)/pytest -q -m slow tests

drill: $(STAMP) ## 模拟攻击:全部恶意提交物走一遍真正的审查
	$(BIN)/kit drill

bench: $(STAMP) ## 与指名对手的速度比
	$(BIN)/python -m benchmarks

bench-serving: $(STAMP) ## 指数接口与只有 FastAPI + LightGBM 的程序:每秒请求数与 p99(需要 wrk)
	$(BIN)/python -m benchmarks.serving

bench-tables: $(STAMP) ## 每张表的生成速度,与四个对手相比(写成 benchmarks/tables.md)
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(BIN)/python 'polars>=1,<2' 'mimesis>=18,<20'; else $(BIN)/python -m pip install -q 'polars>=1,<2' 'mimesis>=18,<20'; fi
	$(BIN)/python -m benchmarks.tables

sizes: $(STAMP) ## 文件与函数的大小
	@$(BIN)/python -m tests.contracts.sizes

lock: ## 重新生成 requirements.lock(不含任何仓库地址)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 --extra dev -o requirements.lock pyproject.toml

workshop: $(STAMP) ## 由解答生成培训的练习笔记本
	$(BIN)/python -m kit.workshop.derive

docs: $(STAMP) ## 生成指南网站 .kit/site(中文、离线检索、无警告)
	$(BIN)/python -m docs.site

lab: $(STAMP) ## 打开 JupyterLab
	$(BIN)/kit lab

lab-build: $(STAMP) ## 重新构建 JupyterLab 面板(需要 Node 20;成品一起提交)
	cd lab && npm install --ignore-scripts && npx --no-install tsc && ../$(BIN)/jupyter-builder build .
	$(BIN)/python -m tests.contracts.bundle

clean: ## 删除环境与生成物
	rm -rf .venv .venv-sdmetrics .venv-client .venv-oracles .kit
