"""Enterprises and sole traders: who they are, where they sit, who runs them, when they end."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from kit.synth import draw
from kit.synth.entity import Entity
from synthetic_data.world import calendar, identifiers, names, places
from synthetic_data.world.effects import effects
from synthetic_data.world.people import Person

INDUSTRIES = np.array(list("ACEFGHILMRS"))
_ENTERPRISE_WEIGHTS = [0.08, 0.17, 0.11, 0.30, 0.04, 0.05, 0.05, 0.10, 0.05, 0.03, 0.02]
_TRADER_WEIGHTS = [0.05, 0.05, 0.02, 0.52, 0.05, 0.20, 0.01, 0.02, 0.01, 0.02, 0.05]
_CODES = {
    "A": ["A0111", "A0121", "A0311"], "C": ["C1311", "C1713", "C2110", "C3311", "C3829"], "E": ["E4710", "E4910", "E5010"],
    "F": ["F5110", "F5211", "F5227", "F5282"], "G": ["G5430", "G5910"], "H": ["H6110", "H6210"], "I": ["I6510", "I6450"],
    "L": ["L7211", "L7261", "L7299"], "M": ["M7310", "M7519"], "R": ["R8710", "R9012"], "S": ["S9310", "S9310"],
}  # fmt: skip
CODE_TABLE = np.array([[_CODES[i][k % len(_CODES[i])] for k in range(5)] for i in INDUSTRIES])
SCOPES = np.array([
    ["谷物种植;农产品初加工", "蔬菜种植;水果种植", "家禽饲养;水产养殖"], ["食品生产;包装制品制造", "纺织服装制造", "金属制品加工;机械零件制造"],
    ["房屋建筑工程施工", "市政道路工程施工", "建筑装饰装修;防水工程"], ["日用百货销售;食品销售", "建材批发;五金零售", "农副产品收购与销售"],
    ["道路货物运输", "仓储服务;装卸搬运", "货运代理"], ["餐饮服务;住宿服务", "餐饮管理;外卖递送", "住宿服务;会议接待"],
    ["软件开发;信息系统集成", "互联网信息服务", "数据处理服务"], ["企业管理咨询;广告设计", "人力资源服务", "市场调查;会务服务"],
    ["技术推广;检测服务", "工程设计;技术咨询", "农业技术研发"], ["文化活动策划", "体育健身服务", "演艺经纪"], ["居民服务;家政服务", "洗染;理发", "养老服务"],
])  # fmt: skip
KINDS = ("ordinary", "shell", "incubator", "cluster", "holding", "dormant", "serial_owner")
ORDINARY, SHELL, INCUBATOR, CLUSTER, HOLDING, DORMANT, SERIAL = range(7)
NAT = np.datetime64("NaT", "D")


def kind_edges() -> np.ndarray:
    """Upper bound of each special kind on the shuffled line of enterprises, as shares."""
    shell = effects()["shell"]
    like = shell["look_alikes"]
    return np.cumsum([shell["share"]] + [like[k]["share"] for k in KINDS[2:]])


class Enterprise(Entity):
    """Subjects [0, enterprises) are enterprises, the rest sole traders (个体工商户)."""

    kind = "enterprise"

    @cached_property
    def sole_trader(self) -> np.ndarray:
        return self.index >= self.world.enterprises

    @cached_property
    def _line(self) -> np.ndarray:
        """Place on a shuffled line of enterprises; special kinds take its beginning, ring beside ring."""
        inside = np.minimum(self.index, self.world.enterprises - 1)
        return draw.permute(inside, self.world.enterprises, self.stream("line"))

    @cached_property
    def kind_of_firm(self) -> np.ndarray:
        """Position in KINDS."""
        edges = np.round(kind_edges() * self.world.enterprises)
        special = np.searchsorted(edges, self._line, side="right") + 1
        return np.where(self.sole_trader | (special >= len(KINDS)), ORDINARY, special)

    def is_kind(self, kind: int) -> np.ndarray:
        return self.kind_of_firm == kind

    @cached_property
    def group(self) -> np.ndarray:
        """Ring, incubator, cluster address or owner that the firm belongs to; -1 when alone."""
        shell = effects()["shell"]
        like = shell["look_alikes"]
        sizes = {SHELL: shell["ring_size"], INCUBATOR: like["incubator"]["firms_per_address"],
                 CLUSTER: like["cluster"]["firms_per_address"], SERIAL: like["serial_owner"]["firms_per_owner"]}  # fmt: skip
        out = np.full(len(self), -1)
        for kind, size in sizes.items():
            out = np.where(self.is_kind(kind), kind * 10_000_000 + self._line // size, out)
        return out

    def _of_group(self, column: str) -> np.ndarray:
        return draw.unit(self.group, self.stream(f"group.{column}"))

    @cached_property
    def county(self) -> np.ndarray:
        alone = self.choice("county", places.FIRM_SHARE)
        shared = draw.choice(self.group, self.stream("group.county"), places.FIRM_SHARE)
        return np.where(self.group >= 0, shared, alone)

    @cached_property
    def county_code(self) -> np.ndarray:
        return places.COUNTY_CODES[self.county]

    @cached_property
    def industry_position(self) -> np.ndarray:
        drawn = np.where(self.sole_trader, self.choice("industry", _TRADER_WEIGHTS), self.choice("industry", _ENTERPRISE_WEIGHTS))
        shell = self.choice("shell_industry", [0.03, 0.06, 0.14, 0.38, 0.05, 0.02, 0.09, 0.15, 0.05, 0.02, 0.01])
        young = self.choice("park_industry", [0.02, 0.05, 0.05, 0.24, 0.03, 0.02, 0.25, 0.18, 0.12, 0.04, 0.0])
        out = np.where(self.is_kind(SHELL), shell, drawn)
        out = np.where(self.is_kind(INCUBATOR) | self.is_kind(CLUSTER), young, out)
        return np.where(self.is_kind(HOLDING), int(np.searchsorted(INDUSTRIES, "L")), out)

    @cached_property
    def industry(self) -> np.ndarray:
        return INDUSTRIES[self.industry_position]

    @cached_property
    def industry_code(self) -> np.ndarray:
        return CODE_TABLE[self.industry_position, self.below("code", 5)]

    @cached_property
    def ent_type(self) -> np.ndarray:
        """11 company, 12 branch, 16 cooperative, 31 sole proprietorship, 33 partnership, 50 sole trader."""
        farm = np.where(self.chance("cooperative", 0.6), "16", "11")
        other = np.array(["11", "12", "31", "33"])[self.choice("type", [0.82, 0.05, 0.10, 0.03])]
        other = np.where(self.is_kind(HOLDING), "33", np.where(self.is_kind(SHELL), "11", other))
        return np.where(self.sole_trader, "50", np.where((self.industry == "A") & ~self.is_kind(SHELL), farm, other))

    @cached_property
    def uscc(self) -> np.ndarray:
        return identifiers.credit_code(self.county_code, draw.permute(self.index, 31**8, self.stream("uscc")))

    @cached_property
    def pripid(self) -> np.ndarray:
        return identifiers.opaque("E", draw.bits(self.index, self.stream("pripid")))

    @cached_property
    def unit_code(self) -> np.ndarray:
        return identifiers.as_text(identifiers.digits(3_900_000_000 + draw.permute(self.index, 10**8, self.stream("unit")), 10))

    @cached_property
    def reg_no(self) -> np.ndarray:
        return identifiers.as_text(identifiers.digits(390_000_000_000 + draw.permute(self.index, 10**9, self.stream("reg")), 15))

    @cached_property
    def name(self) -> np.ndarray:
        ending = np.array(["有限公司", "有限公司分公司", "专业合作社", "厂", "合伙企业", "店"])
        position = np.searchsorted(["11", "12", "16", "31", "33", "50"], self.ent_type)
        return names.firm_name(places.COUNTY_NAMES[self.county], self.unit("word"), self.industry, ending[position])

    @cached_property
    def est_date(self) -> np.ndarray:
        """Alone: 2000–2025, more in later years. Shells: within days of their ring."""
        last = (calendar.LAST_DAY - np.datetime64("2000-01-01")).astype(int)
        alone = np.datetime64("2000-01-01") + np.floor(np.sqrt(self.unit("est")) * (last - 2)).astype(np.int64)
        shell = effects()["shell"]
        first = np.datetime64(shell["formed_from"]).astype("datetime64[D]")
        span = (calendar.LAST_DAY - first).astype(int) - shell["burst_days"]
        ring = first + np.floor(self._of_group("est") * span).astype(np.int64)
        young = np.datetime64("2017-01-01") + np.floor(self.unit("est") * (last - 6212)).astype(np.int64)
        out = np.where(self.is_kind(SHELL), ring + self.below("burst", shell["burst_days"]), alone)
        return np.where(self.is_kind(INCUBATOR) | self.is_kind(CLUSTER), young, out)

    @cached_property
    def reg_capital(self) -> np.ndarray:
        """万元; shells announce round, large sums more often."""
        usual = np.exp(self.normal("capital") * 1.1 + np.where(self.sole_trader, 1.6, 4.6))
        steps = np.array([1, 2, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10000])
        grand = np.array([100, 200, 500, 1000, 5000])[self.choice("grand", [0.25, 0.3, 0.3, 0.12, 0.03])]
        drawn = steps[np.clip(np.searchsorted(steps, usual), 0, len(steps) - 1)]
        return np.where(self.is_kind(SHELL) & self.chance("announces", 0.55), grand, drawn).astype(float)

    @cached_property
    def legal_rep(self) -> np.ndarray:
        """Person index: a worker of the county's people; nominees run many firms of a ring, some owners run several."""
        shell = effects()["shell"]
        workers = self.world.workers
        own = workers[draw.permute(self.index, max(len(workers), self.world.subjects), self.stream("rep")) % len(workers)]
        two = np.floor(self.unit("nominee_of_two") * 2).astype(np.int64)
        nominee = workers[draw.below(self.group * 2 + two, self.stream("group.nominee"), len(workers))]
        owner = workers[draw.below(self.group, self.stream("group.owner"), len(workers))]
        out = np.where(self.is_kind(SHELL) & self.chance("has_nominee", shell["nominee"]), nominee, own)
        return np.where(self.is_kind(SERIAL), owner, out)

    @cached_property
    def representative(self) -> Person:
        return Person(self.world, self.legal_rep)

    @cached_property
    def shares_address(self) -> np.ndarray:
        return self.is_kind(SHELL) & self.chance("shares_address", effects()["shell"]["shared_address"])

    @cached_property
    def own_road(self) -> np.ndarray:
        return self.below("road", len(places.ROADS))

    @cached_property
    def address(self) -> np.ndarray:
        county = places.text("安徽省六安市", places.COUNTY_NAMES[self.county])
        own = places.text(county, places.ROADS[self.own_road], self.below("number", 400) + 1, "号",
                          self.below("room", 60) + 101, "室")  # fmt: skip
        road = (self._of_group("road") * len(places.ROADS)).astype(int)
        number = (self._of_group("number") * 400).astype(int) + 1
        desk = self.below("desk", 40) + 1
        ring = places.text(county, places.ROADS[road], number, "号", desk + 200, "室")
        park = places.PARKS[(self._of_group("park") * len(places.PARKS)).astype(int)]
        tenant = places.text(county, places.ROADS[road], number, "号", park, "A座", desk + 100, "室")
        hosted = places.text(county, places.ROADS[road], number, "号(集群注册)", desk, "号工位")
        out = np.where(self.shares_address, ring, own)
        return np.where(self.is_kind(INCUBATOR), tenant, np.where(self.is_kind(CLUSTER), hosted, out))

    @cached_property
    def exit_date(self) -> np.ndarray:
        """Day of leaving the register, not-a-time when still there at the end of 2025 (a later day is not known yet)."""
        days = np.where(self.is_kind(SHELL), self._shell_life, self._ordinary_life)
        left = self.est_date + days.astype(np.int64)
        return np.where((left > calendar.LAST_DAY) | self.is_kind(DORMANT), NAT, left)

    @cached_property
    def suspend_date(self) -> np.ndarray:
        """Day of 歇业 of a legally dormant firm: at least half a year old, at most three years before the end of 2025."""
        day = np.datetime64("2023-01-10") + self.below("suspend", 1050)
        return np.where(self.is_kind(DORMANT), np.maximum(day, self.est_date + 180), NAT)

    @cached_property
    def _shell_life(self) -> np.ndarray:
        shell = effects()["shell"]
        fate, when = self.unit("fate"), self.unit("when")
        soon, later = shell["revoked_12_24"], shell["revoked_12_24"] + shell["revoked_later"]
        return np.where(fate < soon, 365 + when * 365, np.where(fate < later, 730 + when * 1095, 30_000))

    @cached_property
    def _ordinary_life(self) -> np.ndarray:
        """Exponential life with a higher rate in the first four years; longer for firms that only look odd."""
        plan = effects()["ordinary_exit"]
        trade = np.where(np.isin(self.industry, ["H", "F"]), 1.25, np.where(self.industry == "C", 0.8, 1.0))
        lively = places.vitality(self.world, self.county, self.own_road)
        trade = trade * np.where(np.isin(self.industry, ["H", "F"]), np.exp(-effects()["shop_site"]["survival"] * lively), 1.0)
        rate = plan["yearly"] * trade * np.where(self.sole_trader, 1.6, 1.0) * np.where(self.is_kind(HOLDING), 0.5, 1.0)
        need = -np.log1p(-self.unit("life"))
        early = 4 * rate * plan["early_factor"]
        years = np.where(need < early, need / (rate * plan["early_factor"]), 4 + (need - early) / rate)
        return np.clip(years * 365.25, 90, 30_000)

    @cached_property
    def revoked(self) -> np.ndarray:
        """Leaves by 吊销 rather than 注销."""
        return self.chance("revoked", np.where(self.is_kind(SHELL), 0.85, effects()["ordinary_exit"]["revoked"]))

    @cached_property
    def revoke_date(self) -> np.ndarray:
        return np.where(self.revoked, self.exit_date, NAT)

    @cached_property
    def deregister_date(self) -> np.ndarray:
        return np.where(self.revoked, NAT, self.exit_date)

    @cached_property
    def reg_status(self) -> np.ndarray:
        """K open, D revoked, X deregistered, Z legally suspended, as of the end of 2025."""
        gone = np.where(self.revoked, "D", "X")
        idle = np.where(self.suspend_date <= calendar.LAST_DAY, "Z", "K")
        return np.where(~np.isnat(self.exit_date), gone, idle)

    @cached_property
    def term_to(self) -> np.ndarray:
        """End of the licensed term; two in three have none."""
        years = np.array([10, 20, 30])[self.below("term", 3)]
        return np.where(self.chance("limited_term", 0.34), self.est_date + (years * 365.25).astype(np.int64), NAT)

    @cached_property
    def business_scope(self) -> np.ndarray:
        return SCOPES[self.industry_position, self.below("scope", 3)]

    @cached_property
    def legal_rep_name(self) -> np.ndarray:
        return self.representative.name

    @cached_property
    def legal_rep_id(self) -> np.ndarray:
        return self.representative.person_id
