// Debuggers and profilers find the source in the object. A kernel is named
// after its region, and its instructions have the lines of the ops.
// RUN: ag-compile %s -o %t.o
// RUN: nm %t.o | FileCheck %s --check-prefix=SYMBOLS
// RUN: llvm-dwarfdump-22 --debug-line %t.o | FileCheck %s --check-prefix=LINES
// RUN: ag-run %s --on=cpu --input=randn:1 --same-as=%s

// SYMBOLS-DAG: t ag.f.soft_max_of_rows.nest
// SYMBOLS-DAG: t ag.f.nest

// LINES: name: "source-names.mlir"
// LINES: Address
// LINES-DAG: {{^0x[0-9a-f]+ +}}[[# @LINE + 8]]
// LINES-DAG: {{^0x[0-9a-f]+ +}}[[# @LINE + 12]]
func.func @f(%x: tensor<64x100xf32>) -> (tensor<64x100xf32>, tensor<100xf32>) {
  %0 = ag.region "softmax" (%y = %x : tensor<64x100xf32>) -> tensor<64x100xf32> {
    %r = ag.region "soft max/of rows" (%z = %y : tensor<64x100xf32>) -> tensor<64x100xf32> {
      %m = ag.reduce max %z [1] : tensor<64x100xf32> -> tensor<64xf32>
      %b = ag.broadcast %m [0] : tensor<64xf32> -> tensor<64x100xf32>
      %s = ag.sub %z, %b : tensor<64x100xf32>
      %e = ag.exp %s : tensor<64x100xf32>
      ag.yield %e : tensor<64x100xf32>
    }
    ag.yield %r : tensor<64x100xf32>
  }
  %1 = ag.reduce sum %x [0] : tensor<64x100xf32> -> tensor<100xf32>
  return %0, %1 : tensor<64x100xf32>, tensor<100xf32>
}
