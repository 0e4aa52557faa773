#!/usr/bin/env bash
# 一个产品走完七步:平台入驻 → 场景方案编制 → 方案评审 → 产品开发 → 产品审查 → 登记备案 → 推广应用,四种身份各做各的。
# 用法:examples/walk.sh [文件夹](默认 .kit/walk)。环境变量:SIZE 隐藏城市的规模(默认与 kit review 相同;再小,诚实的模型也可能与运气分不开),KIT 命令(默认 .venv/bin/kit)。
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
home=${1:-$root/.kit/walk}
kit=${KIT:-$root/.venv/bin/kit}
python=${PYTHON:-$root/.venv/bin/python}
product=企业空壳扫描 slug=enterprise_shell_scan
reviews=$home/reviews
export KIT_REGISTRY=$home/registry
until=$(( $(date +%Y) + 3 ))-01-01
cd "$root"
[ ! -e "$home" ] || { echo "$home 已经存在:换一个文件夹,或先移走它" >&2; exit 2; }
step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
refused() { # 编码 命令…:须以这个编码拒绝
  local code=$1; shift
  if "$@" >"$home/refused.txt" 2>&1 || ! grep -q "^\[$code\]" "$home/refused.txt"; then echo "本该以 $code 拒绝:$*" >&2; cat "$home/refused.txt" >&2; exit 1; fi
  echo "拒绝:$(grep "^\[$code\]" "$home/refused.txt")"
}
mkdir -p "$home"

step "0. 运营机构建立登记簿,登记审查人员与市数管局"
$kit people found 运营甲 --organisation "六安数据运营有限公司(模拟)"
$kit people enrol 审查丙 --role reviewer --organisation "评审中心(模拟)" --as 运营甲
$kit people enrol 数管戊 --role authority --organisation "市数管局(模拟)" --as 运营甲
cp "$KIT_REGISTRY/root.pub" "$home/root.pub" # 另存的公钥:以后凭它核对

step "1. 平台入驻"
$kit partner join 合伙人乙 --organisation "皖西数智科技(模拟)" --contact "产品负责人(岗位)" --agreement HZ-2026-001 --until "$until" --as 运营甲

step "2. 场景方案编制:自查、提交"
$kit plan check $product
$kit plan submit $product --as 合伙人乙

step "3. 方案评审:审查人员通过,方案成为签名的使用合约"
refused KIT-T024 $kit plan review $product --decision 通过 --reason "自己评自己的方案,不应通过" --as 合伙人乙
$kit plan review $product --decision 通过 --reason "目录与字段逐项核过,理由充分" --as 审查丙

step "4. 产品开发:在自己的合成城市上运行"
[ -e .kit/city/datapackage.json ] || $kit data build
$kit run $product

step "5. 产品审查:隐藏城市、沙箱、决定"
refused KIT-V001 $kit register $product --reason "还没有审查就先来登记" --reviews "$reviews" --as 运营甲
$kit review $product ${SIZE:+--size "$SIZE"} --out "$reviews" --partner 合伙人乙 --as 审查丙
$kit decide "$reviews/$slug" --decision 通过 --reviewer 审查丙 --reason "逐项看过发现与效果,站得住"

step "6. 登记备案:一份可离线核对的材料"
refused KIT-U108 $kit publish $product --reviews "$reviews" --out "$home/published"
$kit register $product --reason "首次登记,附上审查证据" --reviews "$reviews" --as 运营甲
$kit register $product --kind correct --code "登记机构给出的编码(示例)" --reason "填写登记机构给出的编码" --reviews "$reviews" --as 运营甲
dossier=$(echo "$KIT_REGISTRY"/dossiers/$slug-2-*.zip)

step "7. 推广应用:市数管局同意后标为可用"
refused KIT-T021 $kit promote $product --reason "还没有同意就推广应用" --as 运营甲
$kit consent $product --reason "材料齐全,同意按登记内容实施" --as 数管戊
$kit promote $product --reason "按登记的内容对外提供" --as 运营甲
$kit publish $product --reviews "$reviews" --out "$home/published"
$kit gallery --reviews "$reviews" --out "$home/gallery"

step "在一份新克隆里,只凭文件与公钥离线核对"
git clone -q "$root" "$home/clone"
mkdir "$home/elsewhere" && cp "$dossier" "$home/elsewhere/dossier.zip" && cp "$home/root.pub" "$home/elsewhere/"
(cd "$home/elsewhere" && env -u KIT_REGISTRY PYTHONPATH="$home/clone" "$python" -c 'import kit, sys; from kit.cli import main; assert "/clone/" in kit.__file__; main(sys.argv[1:])' dossier verify dossier.zip --key root.pub)
"$python" -c 'import sys; from rocrate.rocrate import ROCrate; c = ROCrate(sys.argv[1]); print("rocrate 读得出:", c.name, len(c.get_entities()), "个实体")' "$dossier"
$kit ledger verify --root "$home/root.pub"
$kit report --year "$(date +%Y)" --out "$home/reports"

step "撤回:从此运行、服务与发布都拒绝"
$kit plan withdraw $product --reason "演示:撤回以后立即停用" --as 合伙人乙
refused KIT-U102 $kit run $product
refused KIT-U102 $kit publish $product --preview --reviews "$reviews" --out "$home/published"
$kit history $product --html "$home/history.html"
printf '\n材料 %s\n陈列 %s\n办理过程 %s\n' "$dossier" "$home/gallery/index.html" "$home/history.html"
