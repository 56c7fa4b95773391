// RUN: ag-opt %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --mlir-print-op-generic %s | ag-opt | diff %t -
// RUN: ag-opt --emit-bytecode %s | ag-opt | diff %t -
// RUN: ag-opt --canonicalize %s | FileCheck %s --check-prefix=CANONICAL

// CHECK-LABEL: func @require
// CANONICAL-LABEL: func @require
func.func @require(%c: i1, %i: index) {
  // CHECK: ag.require %arg0, "index {0}" (%arg1)
  // CANONICAL: ag.require %arg0, "index {0}" (%arg1)
  ag.require %c, "index {0}" (%i)
  // CHECK: ag.require %arg0, "index {0u}" (%arg1)
  // CANONICAL: ag.require %arg0, "index {0u}" (%arg1)
  ag.require %c, "index {0u}" (%i)
  // A condition that is true is not checked.
  // CHECK: ag.require %true, "never printed"
  // CANONICAL-NOT: ag.require
  %true = arith.constant true
  ag.require %true, "never printed"
  return
}
