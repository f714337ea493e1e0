"""Stands in for the sentences of checks."""

from momentum_lab.core.messages import message


def told_check(check, experiment):
    return message("{check}", check=str(check.measure))


def told_finding(finding, experiment):
    return message("{check}: {value}", check=str(finding.check.measure), value=finding.value)
