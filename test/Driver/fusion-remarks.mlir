// --remarks=fusion prints what is said of groups, and of edges between two ops,
// alone; with a kind, those of that kind.
// RUN: ag-compile %s -o %t.o --remarks=fusion 2>&1 | FileCheck %s --check-prefix=ALONE
// ALONE-NOT: remark: [ag-{{[^f]}}
// ALONE-NOT: remark: [ag-fuse-
// RUN: ag-compile %s -o %t.o --remarks=fusion,missed 2>&1 | FileCheck %s --check-prefix=MISSED
// MISSED-NOT: passed
func.func @f(%x: tensor<8x32768xf32>, %v: tensor<32768x8xf32>, %w: tensor<8x32768xf32>) -> tensor<8x32768xf32> {
  %h = ag.contract "if,fg->ig" %x, %v : tensor<8x32768xf32>, tensor<32768x8xf32> -> tensor<8x8xf32>
  %y = ag.contract "ig,go->io" %h, %w : tensor<8x8xf32>, tensor<8x32768xf32> -> tensor<8x32768xf32>
  %e = ag.exp %y : tensor<8x32768xf32>
  return %e : tensor<8x32768xf32>
}
