// The attributes of ag are verified in bytecode without an op of ag as well.
// RUN: mlir-opt-22 --allow-unregistered-dialect --emit-bytecode %s -o %t.mlirbc
// RUN: not ag-opt %t.mlirbc 2>&1 | FileCheck %s
// CHECK: error: 'func.func' [dims-attribute] argument 0 of type 'tensor<?xf32>' has ["two words"], expected
// CHECK-NOT: internal error
func.func @f(%x: tensor<?xf32> {ag.dims = ["two words"]}) {
  return
}
