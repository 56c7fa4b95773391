// RUN: ag-opt %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --mlir-print-op-generic %s | ag-opt | diff %t -
// RUN: ag-opt --emit-bytecode %s | ag-opt | diff %t -

// CHECK-LABEL: func @contract
func.func @contract(%x: tensor<?x784xf32>, %w: tensor<784x512xf32>, %s: tensor<4x4xi8>, %c: tensor<i8>) {
  // CHECK: ag.contract "bi,io->bo" %arg0, %arg1 : tensor<?x784xf32>, tensor<784x512xf32> -> tensor<?x512xf32>
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<?x784xf32>, tensor<784x512xf32> -> tensor<?x512xf32>
  // An outer product of a trace and a scalar: a repeated 'i' is the diagonal.
  // CHECK: ag.contract "ii,->" %arg2, %arg3 : tensor<4x4xi8>, tensor<i8> -> tensor<i8>
  %1 = ag.contract "ii,->" %s, %c : tensor<4x4xi8>, tensor<i8> -> tensor<i8>
  // CHECK: ag.contract "Aa,aA->aA" %arg2, %arg2 : tensor<4x4xi8>{{$}}
  %2 = ag.contract "Aa,aA->aA" %s, %s : tensor<4x4xi8>
  return
}
