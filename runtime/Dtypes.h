/*===- Dtypes.h - element types by all their names ----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What are the names of an element type in messages and in safetensors files,
|* and what is its code in DLPack?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_DTYPES_H
#define AG_RUNTIME_DTYPES_H

/* X(MLIR's spelling, safetensors' name, DLPack's type code, bits). The codes
 * are numbers because some versions of DLPack's header do not name all of them.
 * The rows after i1 are types that files may contain but programs do not
 * use. */
#define AG_RT_DTYPES(X)                                                        \
  X("f64", "F64", 2, 64)                                                       \
  X("f32", "F32", 2, 32)                                                       \
  X("bf16", "BF16", 4, 16)                                                     \
  X("f16", "F16", 2, 16)                                                       \
  X("i64", "I64", 0, 64)                                                       \
  X("i32", "I32", 0, 32)                                                       \
  X("i16", "I16", 0, 16)                                                       \
  X("i8", "I8", 0, 8)                                                          \
  X("ui64", "U64", 1, 64)                                                      \
  X("ui32", "U32", 1, 32)                                                      \
  X("ui16", "U16", 1, 16)                                                      \
  X("ui8", "U8", 1, 8)                                                         \
  X("i1", "BOOL", 6, 8)                                                        \
  X("complex<f32>", "C64", 5, 64)                                              \
  X("f8E4M3FN", "F8_E4M3", 10, 8)                                              \
  X("f8E5M2", "F8_E5M2", 12, 8)                                                \
  X("f8E8M0FNU", "F8_E8M0", 14, 8)                                             \
  X("f6E2M3FN", "F6_E2M3", 15, 6)                                              \
  X("f6E3M2FN", "F6_E3M2", 16, 6)                                              \
  X("f4E2M1FN", "F4", 17, 4)

#endif /* AG_RUNTIME_DTYPES_H */
