// Debian's mlir-opt has the dialect and its passes once it has loaded the plugin.

// RUN: not mlir-opt %s 2>&1 | FileCheck %s --check-prefix=WITHOUT
// RUN: mlir-opt --load-dialect-plugin=%plugin %s | ag-opt | FileCheck %s
// RUN: mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(ag-to-linalg)" %s \
// RUN:   | mlir-opt | FileCheck %s --check-prefix=LINALG
// RUN: mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(to{structure},func.func(ag-schedule-cpu))" %s \
// RUN:   | FileCheck %s --check-prefix=VECTORS

// WITHOUT: Dialect `ag' not found for custom op 'ag.tanh'

// CHECK-LABEL: func @f(
// CHECK: ag.tanh %arg0 : tensor<?xf32>

// LINALG-LABEL: func @f(
// LINALG: linalg.generic
// LINALG: math.tanh

// VECTORS: math.tanh {{.*}} : vector<8xf32>
func.func @f(%x: tensor<?xf32>) -> tensor<?xf32> {
  %y = ag.tanh %x : tensor<?xf32>
  return %y : tensor<?xf32>
}
