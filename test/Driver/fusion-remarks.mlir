// --remarks=fusion prints the remarks about groups and about edges between two
// ops; with a kind, those of that kind. The remark that counts the steps of the
// search needs -v.
// RUN: ag-compile %s -o %t.o --remarks=fusion 2>&1 | FileCheck %s --check-prefix=ALONE
// ALONE-NOT: remark:
// ALONE: fusion-remarks.mlir:[[#@LINE+15]]:8: remark: [ag-fuse] passed group: 2 ops are computed together
// ALONE-NEXT: fusion-remarks.mlir:[[#@LINE+12]]:8: remark: [ag-fuse] missed edge: 'ag.contract' is computed apart from 'ag.contract' at [[#@LINE+13]]:8: there is nothing to gain
// ALONE-NEXT: fusion-remarks.mlir:[[#@LINE+12]]:8: remark: [ag-fuse] passed edge: 'ag.contract' is computed together with 'ag.tanh' at [[#@LINE+13]]:8
// ALONE-NOT: remark:
// RUN: ag-compile %s -o %t.o --remarks=fusion -v 2>&1 | FileCheck %s --check-prefix=VERBOSE
// VERBOSE: fusion-remarks.mlir:[[#@LINE+7]]:1: remark: [ag-fuse] analysis search: 1 of {{[0-9]+}} evaluated groups were equal to earlier ones
// RUN: ag-compile %s -o %t.o --remarks=search 2>&1 | FileCheck %s --check-prefix=SILENT --implicit-check-not=remark:
// SILENT: _run: 8.65 MFLOP
// RUN: ag-compile %s -o %t.o --remarks=fusion,missed 2>&1 | FileCheck %s --check-prefix=MISSED
// MISSED-NOT: remark:
// MISSED: remark: [ag-fuse] missed edge: 'ag.contract' is
// MISSED-NOT: remark:
func.func @f(%x: tensor<8x32768xf32>, %v: tensor<32768x8xf32>, %w: tensor<8x32768xf32>) -> tensor<8x32768xf32> {
  %h = ag.contract "if,fg->ig" %x, %v : tensor<8x32768xf32>, tensor<32768x8xf32> -> tensor<8x8xf32>
  %y = ag.contract "ig,go->io" %h, %w : tensor<8x8xf32>, tensor<8x32768xf32> -> tensor<8x32768xf32>
  %e = ag.tanh %y : tensor<8x32768xf32>
  return %e : tensor<8x32768xf32>
}
