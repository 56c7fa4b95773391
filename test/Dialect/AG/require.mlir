// RUN: ag-opt %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --mlir-print-op-generic %s | ag-opt | diff %t -
// RUN: ag-opt --emit-bytecode %s | ag-opt | diff %t -
// RUN: ag-opt --canonicalize %s | FileCheck %s --check-prefix=CANONICAL

// CHECK-LABEL: func @require
// CANONICAL-LABEL: func @require
func.func @require(%c: i1, %d: i1, %i: index) {
  // CHECK: ag.require %arg0, "index {0}" (%arg2)
  // CANONICAL: ag.require %arg0, "index {0}" (%arg2)
  ag.require %c, "index {0}" (%i)
  // CHECK: ag.require %arg1, "index {0u}" (%arg2)
  // CANONICAL: ag.require %arg1, "index {0u}" (%arg2)
  ag.require %d, "index {0u}" (%i)
  // A condition is checked once.
  // CHECK: ag.require %arg0, "again"
  // CANONICAL-NOT: ag.require
  ag.require %c, "again"
  // A condition that is true is not checked.
  // CHECK: ag.require %true, "never printed"
  // CANONICAL-NOT: ag.require
  %true = arith.constant true
  ag.require %true, "never printed"
  return
}
