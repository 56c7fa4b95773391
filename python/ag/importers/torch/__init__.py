# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch: the reader of exported programs, and the rules of ATen's ops. Nothing here needs the package torch."""
