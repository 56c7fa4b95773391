// A pass of upstream that adds assertions to ops of a group breaks its rules;
// the error names the pass to run before. It is not an error of ag.
// RUN: not ag-opt --ag-fuse --generate-runtime-verification %s 2>&1 | FileCheck %s
// RUN: ag-opt --ag-fuse --ag-open-groups --generate-runtime-verification %s | FileCheck %s --check-prefix=OPEN

// CHECK-NOT: internal error
// CHECK: error: 'ag.fused' [effects] 'cf.assert' has effects, or may have some; expected it outside of the group: run ag-open-groups before a pass that adds such ops
// CHECK-NOT: internal error
// OPEN: cf.assert
func.func @f(%x: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %0 = linalg.exp ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %1 = linalg.tanh ins(%0 : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  return %1 : tensor<?xf32>
}
