"""GTFS 的各表;发布时它们在数据集旁边合成一个 gtfs.zip。"""

from __future__ import annotations

import numpy as np
import pandas as pd

SERVICES = {"工作日": ("WORK", [1, 1, 1, 1, 1, 0, 0]), "休息日": ("OFF", [0, 0, 0, 0, 0, 1, 1])}
WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
BUS = 3  # GTFS 的 route_type
AGENCY = {"agency_id": "LA", "agency_name": "六安公交(由公共数据推算)", "agency_url": "https://example.org", "agency_timezone": "Asia/Shanghai", "agency_lang": "zh"}


def clock(seconds: float) -> str:
    s = round(seconds)
    return f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}"


def feed(routes: pd.DataFrame, stops: pd.DataFrame, running: pd.DataFrame, bands: pd.DataFrame, days: tuple[str, str], seen: dict[str, int]) -> dict[str, pd.DataFrame]:
    """各表。`running`:线路、方向、service、seq、offset;`bands`:线路、方向、start、end(当天的秒)、headway(秒);
    `seen`:两类日子各见到多少个走完全程的班次(标准之外的一列 observed_trips,读取的工具会略过)。

    一个线路方向在一类日子里只有一个样板班次,发车由 frequencies 给出(exact_times = 0:按间隔发车,不是按时刻表)。
    """
    ways = running[["route_id", "direction", "service"]].drop_duplicates().sort_values(["route_id", "direction", "service"], ignore_index=True)
    ways["trip_id"] = [f"T{n + 1:05d}" for n in range(len(ways))]
    ways["service_id"] = ways["service"].map({name: code for name, (code, _) in SERVICES.items()})
    times = running.merge(ways, on=["route_id", "direction", "service"]).merge(stops[["route_id", "direction", "seq", "stop_id"]], on=["route_id", "direction", "seq"])
    times = times.sort_values(["trip_id", "seq"], ignore_index=True)
    # 出发不早于上一站,到站时刻不倒退。
    offset = times.groupby("trip_id")["offset"].cummax().to_numpy(float)
    ends = routes.assign(direction=routes["direction"].astype(str))
    trips = ways.merge(ends[["route_id", "direction", "last_stop"]], on=["route_id", "direction"], how="left")
    places = stops.drop_duplicates("stop_id").sort_values("stop_id")
    lines = ends.drop_duplicates("route_id").sort_values("route_id")
    waves = bands.merge(ways, on=["route_id", "direction"])
    return {
        "agency": pd.DataFrame([AGENCY | {"observed_trips": sum(seen.values())}]),
        "routes": pd.DataFrame({"route_id": lines["route_id"], "agency_id": AGENCY["agency_id"], "route_short_name": lines["route_name"],
                                "route_long_name": lines["first_stop"] + "—" + lines["last_stop"], "route_type": BUS}),
        "stops": pd.DataFrame({"stop_id": places["stop_id"], "stop_name": places["stop_name"], "stop_lat": places["latitude"], "stop_lon": places["longitude"]}),
        "calendar": pd.DataFrame([{"service_id": code, **dict(zip(WEEK, week, strict=True)), "start_date": days[0], "end_date": days[1], "observed_trips": seen.get(name, 0)}
                                  for name, (code, week) in SERVICES.items()]),
        "trips": pd.DataFrame({"route_id": trips["route_id"], "service_id": trips["service_id"], "trip_id": trips["trip_id"], "trip_headsign": trips["last_stop"],
                               "direction_id": trips["direction"].astype(int)}),
        "stop_times": pd.DataFrame({"trip_id": times["trip_id"], "arrival_time": [clock(s) for s in offset], "departure_time": [clock(s) for s in offset],
                                    "stop_id": times["stop_id"], "stop_sequence": times["seq"].astype(int) + 1}),
        "frequencies": pd.DataFrame({"trip_id": waves["trip_id"], "start_time": waves["start"].map(clock), "end_time": waves["end"].map(clock),
                                     "headway_secs": np.rint(waves["headway"]).astype(int), "exact_times": 0}),
    }  # fmt: skip
