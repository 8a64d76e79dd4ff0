"""Figures: Vega-Lite specifications made from result tables, drawn by the worker."""

from analysis.figures.spec import Drawing, FigureSpec, Sketch

__all__ = ["Drawing", "FigureSpec", "Sketch"]
