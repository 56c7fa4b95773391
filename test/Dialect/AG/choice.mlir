// RUN: ag-opt %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --mlir-print-op-generic %s | ag-opt | diff %t -
// RUN: ag-opt --emit-bytecode %s | ag-opt | diff %t -

// CHECK-LABEL: func @choose
func.func @choose(%x: tensor<4xui8>, %y: tensor<?xui8>) -> tensor<4xui8> {
  // CHECK: ag.compare lt %arg0, %arg1 : tensor<4xui8>, tensor<?xui8> -> tensor<4xi1>
  %0 = ag.compare lt %x, %y : tensor<4xui8>, tensor<?xui8> -> tensor<4xi1>
  // CHECK: ag.compare ne %{{.*}}, %{{.*}} : tensor<4xi1>{{$}}
  %1 = ag.compare ne %0, %0 : tensor<4xi1>
  // CHECK: ag.select %{{.*}}, %arg0, %arg1 : tensor<4xi1>, tensor<4xui8>, tensor<?xui8> -> tensor<4xui8>
  %2 = ag.select %1, %x, %y : tensor<4xi1>, tensor<4xui8>, tensor<?xui8> -> tensor<4xui8>
  return %2 : tensor<4xui8>
}

// CHECK-LABEL: func @cast
func.func @cast(%x: tensor<?xf16>) -> tensor<?xi1> {
  // CHECK: ag.cast %arg0 : tensor<?xf16> -> tensor<?xi8>
  %0 = ag.cast %x : tensor<?xf16> -> tensor<?xi8>
  // CHECK: ag.cast %{{.*}} : tensor<?xi8>{{$}}
  %1 = ag.cast %0 : tensor<?xi8>
  // CHECK: ag.cast %{{.*}} : tensor<?xi8> -> tensor<?xi1>
  %2 = ag.cast %1 : tensor<?xi8> -> tensor<?xi1>
  return %2 : tensor<?xi1>
}
