# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How do models of other frameworks come in? A reader makes a graph of a model, and one walk traces it by rules."""
