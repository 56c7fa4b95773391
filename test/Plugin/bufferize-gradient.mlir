// Upstream's bufferization, and its conversions down to LLVM, accept the attributes that ag gives a derivative's functions.

// RUN: mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(ag-differentiate{grad=f},one-shot-bufferize{bufferize-function-boundaries=1})" %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-opt %s --ag-differentiate=grad=f --ag-bufferize | FileCheck %s --check-prefix=OWN
// RUN: mlir-opt --load-dialect-plugin=%plugin %t.mlir --buffer-results-to-out-params --convert-linalg-to-loops \
// RUN:   --expand-strided-metadata --lower-affine --convert-scf-to-cf --convert-math-to-llvm --finalize-memref-to-llvm \
// RUN:   --convert-arith-to-llvm --convert-cf-to-llvm --convert-func-to-llvm --reconcile-unrealized-casts | FileCheck %s --check-prefix=LLVM
// RUN: mlir-opt --load-dialect-plugin=%plugin %t.mlir --convert-func-to-llvm | FileCheck %s --check-prefix=LLVM

// CHECK: func.func @f_grad(%arg0: memref<?xf32, strided<[?], offset: ?>> {ag.dims = ["n"]}
// CHECK-SAME: -> (memref<?xf32{{.*}}> {ag.gradient_of = 0 : i64})
// OWN: func.func @f_grad(%arg0: memref<?xf32>
// LLVM: llvm.func @f_grad(

func.func @f(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %0 = linalg.exp ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
