// The interpreter runs load as well, once a program is split into load and run.
// Its results are the parameters of the run.

// RUN: ag-opt --to=structure --ag-split-load %s -o %t.mlir
// RUN: FileCheck %s --check-prefix=SPLIT --input-file=%t.mlir
// SPLIT: func.func @f(%{{.*}}: tensor<i64>, %{{.*}}: tensor<i64> {ag.parameter = "ag.prepared.0"})
// SPLIT: func.func @load(%{{.*}}: tensor<3x3xi64> {ag.parameter = "w"}) -> tensor<i64>
// RUN: ag-run %t.mlir --input=iota --weights=iota --same-as=%s
// RUN: ag-run %s --input=iota --weights=iota --same-as=%t.mlir

// The interpreter fails without load, whose results are missing.
// RUN: sed -e '/func.func @load(/,/^  }/d' %t.mlir > %t.none.mlir
// RUN: not ag-run %t.none.mlir --input=iota --weights=iota 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: error: there is no load, which makes the parameters that @f takes

// The interpreter also fails if load computes with vectors.
// RUN: ag-opt --to=schedule %s -o %t.vectors.mlir
// RUN: not ag-run %t.vectors.mlir --input=iota --weights=iota 2>&1 | FileCheck %s --check-prefix=VECTORS
// RUN: ag-run %t.vectors.mlir --on=cpu --input=iota --weights=iota --print | FileCheck %s --check-prefix=CPU
// VECTORS: error: 'arith.constant' the interpreter has no values of type vector<3xi64>
// CPU: 486
func.func @f(%x: tensor<i64>) -> tensor<i64> {
  %w = ag.parameter "w" : tensor<3x3xi64>
  %v = ag.contract "ij,jk->" %w, %w : tensor<3x3xi64>, tensor<3x3xi64> -> tensor<i64>
  %y = ag.add %x, %v : tensor<i64>
  return %y : tensor<i64>
}
