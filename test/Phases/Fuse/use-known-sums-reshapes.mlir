// A reshape to other sizes, which are not known, changes what a row's sum adds up. Sizes that are equal keep it.
// RUN: ag-opt --ag-use-known-sums %s --remarks-filter=ag-use-known-sums -o %t.mlir 2> %t.remarks && FileCheck %s --input-file=%t.mlir
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks
// RUN: ag-run %t.mlir --entry=others --dim a=6 --dim b=4 --dim p=3 --dim q=8 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=others --on=cpu --dim a=6 --dim b=4 --dim p=3 --dim q=8 --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=same --dim a=6 --dim b=4 --input=randn:1 --same-as=%s

// REMARK-NOT: Function=others
// REMARK: [Passed] sum | {{.*}}Function=same | {{.*}}sums=1
// REMARK-NOT: Function=others
// CHECK-LABEL: func.func @others(
// CHECK: ag.reduce sum
func.func @others(%p: tensor<?x?xf32> {ag.dims = ["a", "b"]}, %v: tensor<?x8xf32> {ag.dims = ["b", 8]}, %g: tensor<?x8xf32> {ag.dims = ["a", 8]},
                  %y: tensor<?x?xf32> {ag.dims = ["p", "q"]}) -> (tensor<?x8xf32>, tensor<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %rows = tensor.dim %y, %c0 : tensor<?x?xf32>
  %columns = tensor.dim %y, %c1 : tensor<?x?xf32>
  %o = ag.contract "ij,je->ie" %p, %v : tensor<?x?xf32>, tensor<?x8xf32> -> tensor<?x8xf32>
  %dp = ag.contract "ie,je->ij" %g, %v : tensor<?x8xf32>, tensor<?x8xf32> -> tensor<?x?xf32>
  %t = ag.mul %p, %dp : tensor<?x?xf32>
  %u = ag.reshape %t (%rows, %columns) : tensor<?x?xf32> -> tensor<?x?xf32>
  %r = ag.reduce sum %u [1] : tensor<?x?xf32> -> tensor<?xf32>
  %rb = ag.broadcast %r [0] (%columns) : tensor<?xf32> -> tensor<?x?xf32>
  %c = ag.sub %u, %rb : tensor<?x?xf32>
  %ds = ag.mul %c, %y : tensor<?x?xf32>
  return %o, %ds : tensor<?x8xf32>, tensor<?x?xf32>
}

// CHECK-LABEL: func.func @same(
// CHECK-NOT: ag.reduce
// CHECK: return
func.func @same(%p: tensor<?x?xf32> {ag.dims = ["a", "b"]}, %v: tensor<?x8xf32> {ag.dims = ["b", 8]}, %g: tensor<?x8xf32> {ag.dims = ["a", 8]})
    -> (tensor<?x8xf32>, tensor<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %rows = tensor.dim %p, %c0 : tensor<?x?xf32>
  %columns = tensor.dim %p, %c1 : tensor<?x?xf32>
  %o = ag.contract "ij,je->ie" %p, %v : tensor<?x?xf32>, tensor<?x8xf32> -> tensor<?x8xf32>
  %dp = ag.contract "ie,je->ij" %g, %v : tensor<?x8xf32>, tensor<?x8xf32> -> tensor<?x?xf32>
  %t = ag.mul %p, %dp : tensor<?x?xf32>
  %u = ag.reshape %t (%rows, %columns) : tensor<?x?xf32> -> tensor<?x?xf32>
  %r = ag.reduce sum %u [1] : tensor<?x?xf32> -> tensor<?xf32>
  %rb = ag.broadcast %r [0] (%columns) : tensor<?xf32> -> tensor<?x?xf32>
  %c = ag.sub %u, %rb : tensor<?x?xf32>
  return %o, %c : tensor<?x8xf32>, tensor<?x?xf32>
}
