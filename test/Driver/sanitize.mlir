// RUN: mkdir -p %t && cd %t && ag-run %s --entry=numbers --output=x.npy --output=first.npy --output=ninth.npy
// RUN: ag-compile %s --entry=right --emit=exe --sanitize=address -o right
// RUN: ./right x.npy first.npy -o y.npy && ag-run %s --entry=right --input=x.npy --input=first.npy --expect=y.npy
// RUN: not ./right x.npy ninth.npy -o z.npy 2>&1 | FileCheck %s --check-prefix=FAILS
// RUN: ag-compile %s --entry=right --emit=so --sanitize=address -o right.so && head -1 right.h | FileCheck %s --check-prefix=LINK
// RUN: not ag-run %s --entry=right --on=cpu --sanitize=address --input=ones 2>&1 | FileCheck %s --check-prefix=ALONE

// A failing check ends the run with its message and without a report.
// FAILS-NOT: AddressSanitizer
// FAILS: error: tensor.extract: index 9 is not in 0 .. 8 - 1
// FAILS-NOT: AddressSanitizer
// LINK: /* Link with: right.so -fsanitize=address -lm */
// ALONE: error: code that AddressSanitizer watches can't run in this process, which lacks its runtime: set LD_PRELOAD

// After the phase that inserts checks, an access out of bounds of a temporary
// has no check. AddressSanitizer reports the line of the store.
// RUN: ag-compile %S/Inputs/store-outside.mlir --emit=exe --sanitize=address -o wrong
// RUN: ./wrong first.npy -o y.npy
// RUN: not ./wrong ninth.npy -o y.npy 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: ERROR: AddressSanitizer: use-after-poison
// OUTSIDE: WRITE of size 4
// OUTSIDE-NEXT: store-outside.mlir:[[#]]
func.func @numbers() -> (tensor<8xf32>, tensor<i64>, tensor<i64>) {
  %x = ag.iota 0 : tensor<8xf32>
  %first = arith.constant dense<1> : tensor<i64>
  %ninth = arith.constant dense<9> : tensor<i64>
  return %x, %first, %ninth : tensor<8xf32>, tensor<i64>, tensor<i64>
}

func.func @right(%x: tensor<8xf32>, %i: tensor<i64>) -> tensor<f32> {
  %0 = ag.exp %x : tensor<8xf32>
  %1 = ag.contract "i,j->ij" %0, %x : tensor<8xf32>, tensor<8xf32> -> tensor<8x8xf32>
  %2 = ag.reduce max %1 [0] : tensor<8x8xf32> -> tensor<8xf32>
  %n = tensor.extract %i[] : tensor<i64>
  %at = arith.index_cast %n : i64 to index
  %v = tensor.extract %2[%at] : tensor<8xf32>
  %3 = tensor.from_elements %v : tensor<f32>
  return %3 : tensor<f32>
}
