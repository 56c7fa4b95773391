// Callers see the name that an argument or a result had in the imported model,
// in each stage of compilation and in the header.
// RUN: ag-opt --ag-record-signature %s | FileCheck %s
// RUN: ag-compile %s -o %t.o
// RUN: FileCheck %s --check-prefix=HEADER < %t.h
// RUN: ag-run %s --input=iota --same-as=%s --on=cpu

// CHECK: func.func @f(%{{.*}}: tensor<4xf32> {ag.name = "input_1", ag.original_name = "input.1"})
// CHECK-SAME: ag.signature = {arguments = {{\[\[}}"input_1", f32, [4], {original_name = "input.1"}]],
// CHECK-SAME: results = {{\[\[}}"y", f32, [4]], ["z_0", f32, [4], {alias = 0 : i64, original_name = "z:0"}]]

// HEADER: arguments[0] input_1: f32[4], input.1 in the imported model
// HEADER: results[0] y: f32[4]
// HEADER-NEXT: results[1] z_0: f32[4], in the memory of arguments[0], z:0 in the imported model
func.func @f(%x: tensor<4xf32> {ag.name = "input_1", ag.original_name = "input.1"})
    -> (tensor<4xf32> {ag.name = "y"}, tensor<4xf32> {ag.name = "z_0", ag.original_name = "z:0", ag.alias = 0}) {
  %y = ag.neg %x : tensor<4xf32>
  %z = ag.exp %x : tensor<4xf32>
  return %y, %z : tensor<4xf32>, tensor<4xf32>
}
