// A maximum or minimum of i1 is that of the bytes that hold them, in one op, so
// that the loop is vectorized.
// RUN: ag-opt %s --ag-to-linalg | FileCheck %s
// RUN: ag-opt %s --to=lower | FileCheck %s --check-prefix=VECTORS
// RUN: ag-run %s --entry=any --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=any --on=cpu --input=zeros --same-as=%s
// RUN: ag-run %s --entry=all --on=cpu --dim n=0 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=all --on=cpu --dim n=300 --input=ones --same-as=%s
// RUN: ag-run %s --entry=all --on=cpu --dim n=300 --input=randn:1 --same-as=%s

// CHECK-LABEL: func.func @any(
// CHECK: %[[FALSE:.*]] = arith.extui %false : i1 to i8
// CHECK: linalg.fill ins(%[[FALSE]] : i8)
// CHECK: ^bb0(%[[IN:.*]]: i8, %[[OUT:.*]]: i8):
// CHECK: %[[BOOL:.*]] = arith.trunci %[[IN]] : i8 to i1
// CHECK: %[[BYTE:.*]] = arith.extui %[[BOOL]] : i1 to i8
// CHECK: %[[MOST:.*]] = arith.maxui %[[OUT]], %[[BYTE]] : i8
// CHECK: linalg.yield %[[MOST]] : i8
// VECTORS: llvm.intr.vector.reduce.umax
func.func @any(%x: tensor<100000xi1>) -> tensor<i1> {
  %0 = ag.reduce max %x [0] : tensor<100000xi1> -> tensor<i1>
  return %0 : tensor<i1>
}

// CHECK-LABEL: func.func @all(
// CHECK: %[[TRUE:.*]] = arith.extui %true : i1 to i8
// CHECK: linalg.fill ins(%[[TRUE]] : i8)
// CHECK: arith.minui %{{.*}}, %{{.*}} : i8
func.func @all(%x: tensor<?x7xf32> {ag.dims = ["n", 7]}) -> tensor<?xi1> {
  %0 = ag.compare ge %x, %x : tensor<?x7xf32>, tensor<?x7xf32> -> tensor<?x7xi1>
  %1 = ag.reduce min %0 [1] : tensor<?x7xi1> -> tensor<?xi1>
  return %1 : tensor<?xi1>
}
