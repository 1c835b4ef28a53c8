"""Answers in other forms than a fact: lists, steps, comparisons, summaries and others.

`dispatch` tries the forms in order. Each recognises its questions by rules and answers them, or declines (`form`).
"""
