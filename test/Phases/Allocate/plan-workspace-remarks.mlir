// RUN: ag-opt %s --to=allocate --remarks-filter=ag-plan-workspace -o %t 2>&1 | FileCheck %s

// Two of the three temporaries, of 8 * 20 * 4 bytes each, are live at once, as
// the branches with the products are separate. The second result is the
// argument, of which its caller needs a copy.
// CHECK: [[#@LINE+6]]:1: remark: [Analysis] workspace | {{.*}} | Remark="1.28 kB of workspace for 3 temporaries, the least that they fit into", bound=1280, buffers=3, bytes=1280, gap=0, sizes="n 8"
// CHECK: [[#@LINE+9]]:8: remark: [Analysis] peak | {{.*}} | Remark="most is live here, 1.28 kB: exp at {{.*}}:[[#@LINE+7]] (640 B), contract at {{.*}}:[[#@LINE+9]] (640 B)", buffers=2, bytes=1280, step=
// CHECK: remark: [Analysis] buffer | {{.*}} | Remark="640 B from 640 on, exp at {{.*}}remarks.mlir:[[#@LINE+6]]", bytes=640, end={{[0-9]+}}, offset=640, start=
// CHECK: remark: [Analysis] buffer | {{.*}} | Remark="640 B from 0 on, contract at {{.*}}:[[#@LINE+7]]", bytes=640
// CHECK: remark: [Analysis] buffer | {{.*}} | Remark="640 B from 640 on, tanh at {{.*}}:[[#@LINE+5]]", bytes=640
// CHECK: remark: [Missed] copy | {{.*}} Reason="an argument is returned unchanged", Remark="a memref<?x20xf32> is copied"
func.func @f(%x: tensor<?x20xf32> {ag.dims = ["n", 20]}, %w: tensor<20x20xf32>) -> (tensor<?x20xf32>, tensor<?x20xf32>)
    attributes {ag.ranges = {n = [1, 8]}} {
  %0 = ag.exp %x : tensor<?x20xf32>
  %1 = ag.tanh %x : tensor<?x20xf32>
  %2 = ag.contract "ni,io->no" %0, %w : tensor<?x20xf32>, tensor<20x20xf32> -> tensor<?x20xf32>
  %3 = ag.contract "ni,io->no" %1, %w : tensor<?x20xf32>, tensor<20x20xf32> -> tensor<?x20xf32>
  %4 = ag.mul %2, %3 : tensor<?x20xf32>
  return %4, %x : tensor<?x20xf32>, tensor<?x20xf32>
}
