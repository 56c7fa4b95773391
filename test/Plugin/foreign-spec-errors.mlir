// An op of another dialect whose result contradicts its Spec is refused, at the op.

// RUN: not ag-opt --load-dialect-plugin=%faulty --to=structure %s 2>&1 | FileCheck %s
// RUN: not ag-compile --load-dialect-plugin=%faulty %s -o %t.o 2>&1 | FileCheck %s
// RUN: not ag-run --load-dialect-plugin=%faulty --on=cpu --input=iota %s 2>&1 | FileCheck %s
// RUN: sed 's/16x8xf32/16x7xf16/' %s | not ag-opt --load-dialect-plugin=%faulty --to=structure 2>&1 | FileCheck %s --check-prefix=TYPE
// RUN: sed 's/16x8xf32/16xf32/' %s | not ag-opt --load-dialect-plugin=%faulty --to=structure 2>&1 | FileCheck %s --check-prefix=RANK
// RUN: sed 's/16x8xf32/?x7xf32/' %s | ag-opt --load-dialect-plugin=%faulty --to=structure -o %t

// CHECK: foreign-spec-errors.mlir:[[# @LINE + 5]]:8: error: 'faulty.same' op contradicts its Spec: its result is 16x8, its Spec says 16x7
// CHECK-NOT: error:
// TYPE: error: 'faulty.same' op contradicts its Spec: its result is tensor<16x7xf16>, its Spec says tensor<16x7xf32>
// RANK: its result is 16, its Spec says 16x7
func.func @main(%x: tensor<16x7xf32>) -> tensor<16x8xf32> {
  %0 = "faulty.same"(%x) : (tensor<16x7xf32>) -> tensor<16x8xf32>
  return %0 : tensor<16x8xf32>
}
