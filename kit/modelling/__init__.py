"""What several products need to make a model: scorecards, calibration, time splits, intervals and reasons.

Imports no other room but the errors. A model here is *additive*: ``contributions(frame)`` gives one column per feature and, last, the
base; a row's sum is its margin, the log odds of the label.
"""
