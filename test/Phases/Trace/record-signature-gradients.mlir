// RUN: ag-opt --ag-record-signature %s | FileCheck %s
// RUN: mkdir -p %t && ag-compile %s -o %t/marks.o --remarks=analysis --report=%t/marks.json 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --check-prefix=REPORT --input-file=%t/marks.json
// RUN: FileCheck %s --check-prefix=HEADER --input-file=%t/marks.h
// RUN: strings %t/marks.o | FileCheck %s --check-prefix=INFO
// RUN: mkdir -p %t/again && ag-opt --to=allocate %s | ag-compile - -o %t/again/marks.o && cmp %t/again/marks.h %t/marks.h

// The signature has each gradient's argument or parameter, beside the alias.

// CHECK: func.func @step
// CHECK-SAME: results = {{\[\[}}"", f32, [4], {alias = 1 : i64, gradient_of = 0 : i64}], ["", f32, ["n"], {gradient_of = "w*/1"}], ["", f32, []]]

// REMARK: record-signature-gradients.mlir:[[#@LINE+17]]:1: remark: [ag-record-signature] analysis gradient: result 0 is the gradient by argument 0
// REMARK: remark: [ag-record-signature] analysis gradient: result 1 is the gradient by parameter w*/1

// REPORT: "phase": "trace",
// REPORT-NEXT: "pass": "ag-record-signature",
// REPORT-NEXT: "name": "gradient",
// REPORT-NEXT: "function": "step",
// REPORT: "message": "result 0 is the gradient by argument 0",
// REPORT: "of": 0,
// REPORT-NEXT: "result": 0

// HEADER: results[0] f32[4], in the memory of arguments[1], the gradient by arguments[0]
// HEADER-NEXT: results[1] f32[n], the gradient by parameter w*?1
// HEADER-NEXT: results[2] f32[]

// INFO: "results":[{"name":"","dtype":"float32","dims":[4],"alias":1,"gradient_of":0},{"name":"","dtype":"float32","dims":["n"],"gradient_of":"w*/1"},{"name":"","dtype":"float32","dims":[]}]

func.func @step(%x: tensor<4xf32>, %y: tensor<4xf32>, %z: tensor<?xf32> {ag.dims = ["n"]})
    -> (tensor<4xf32> {ag.alias = 1, ag.gradient_of = 0}, tensor<?xf32> {ag.gradient_of = "w*/1"}, tensor<f32>) {
  %0 = ag.add %x, %y : tensor<4xf32>
  %1 = ag.exp %z : tensor<?xf32>
  %2 = arith.constant dense<1.0> : tensor<f32>
  return %0, %1, %2 : tensor<4xf32>, tensor<?xf32>, tensor<f32>
}
