// RUN: not ag-opt --ag-differentiate=grad=g %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: --grad=g: there is no function @g
// RUN: not ag-opt --ag-differentiate=grad=f:wrt=3 %s 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: there is no argument 3 of @f, which has 3
// RUN: not ag-opt --ag-differentiate=grad=f:wrt=1 %s 2>&1 | FileCheck %s --check-prefix=INTEGER
// INTEGER: argument 1 of @f is a 'tensor<4xi64>', by which there is no derivative; expected floats
// RUN: not ag-opt --ag-differentiate=grad=f:wrt=v* %s 2>&1 | FileCheck %s --check-prefix=NAME
// NAME: @f has no argument or parameter of floats called 'v*'; it has x, w
// RUN: not ag-opt --ag-differentiate=grad=counts %s 2>&1 | FileCheck %s --check-prefix=RESULTS
// RESULTS: @counts returns no floats to differentiate
// RUN: not ag-opt --ag-differentiate=grad=f:of=1 %s 2>&1 | FileCheck %s --check-prefix=RESULT
// RESULT: there is no result 1 of @f, which has 1
// RUN: not ag-opt --ag-differentiate=grad=counts:of=0 %s 2>&1 | FileCheck %s --check-prefix=COUNT
// COUNT: result 0 of @counts is a 'tensor<4xi64>', which has no derivative; expected floats
// RUN: not ag-opt --ag-differentiate=grad=there %s 2>&1 | FileCheck %s --check-prefix=THERE
// THERE: @there_grad is there, which --grad would add; rename this one
// RUN: not ag-opt --ag-differentiate=grad=f:wrt %s 2>&1 | FileCheck %s --check-prefix=SPEC
// SPEC: --grad: 'f:wrt', column 3: expected wrt=..., of=..., value or mode=...
// RUN: not ag-opt --ag-differentiate=grad=calls %s 2>&1 | FileCheck %s --check-prefix=CALL
// CALL: 'func.call' has no derivative
// CALL: note: by way of this 'ag.add'
// CALL: note: it depends on argument 0, by which the function is differentiated
func.func @f(%x: tensor<4xf32> {ag.name = "x"}, %ids: tensor<4xi64> {ag.name = "v1"}, %y: tensor<4xf32>) -> tensor<4xf32> {
  %w = ag.parameter "w" : tensor<4xf32>
  %0 = ag.add %x, %w : tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func @counts(%x: tensor<4xf32>) -> tensor<4xi64> {
  %0 = ag.cast %x : tensor<4xf32> -> tensor<4xi64>
  return %0 : tensor<4xi64>
}
func.func @there(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func @there_grad(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func private @extern(tensor<4xf32>) -> tensor<4xf32>
func.func @calls(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.add %x, %x : tensor<4xf32>
  %1 = func.call @extern(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
