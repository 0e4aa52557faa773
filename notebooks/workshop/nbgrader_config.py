"""nbgrader 的设置:放到课程文件夹里,和 source/ 并列。用法见讲师手册的“解答与评分”。"""

c = get_config()  # noqa: F821  (nbgrader puts it there)
c.CourseDirectory.course_id = "workshop"
c.ClearSolutions.code_stub = {"python": "# 在这里作答"}  # the same stub as `make workshop` leaves: nbgrader's own would raise
c.ExecutePreprocessor.timeout = c.Execute.timeout = 600
c.ExecutePreprocessor.iopub_timeout = c.Execute.iopub_timeout = 120  # the first cell of a lesson loads pandas: four seconds is too short on a busy server
