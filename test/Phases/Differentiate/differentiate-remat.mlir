// RUN: ag-opt "--ag-differentiate=grad=main remat=keep" %s | FileCheck %s --check-prefix=KEEP
// RUN: ag-opt "--ag-differentiate=grad=main remat=auto" %s | FileCheck %s --check-prefix=AUTO
// RUN: ag-opt "--ag-differentiate=grad=main remat=recompute" %s | FileCheck %s --check-prefix=RECOMPUTE
// RUN: ag-run %s --grad=main --remat=recompute --entry=main_grad --input=randn:1 --on=cpu
// RUN: ag-run %s --verify-grad --remat=recompute | FileCheck %s --check-prefix=PROVED
// RUN: not ag-compile %s --grad=main --remat=much -o %t.o 2>&1 | FileCheck %s --check-prefix=WORD
// RUN: not ag-opt "--ag-differentiate=grad=main remat=much" %s 2>&1 | FileCheck %s --check-prefix=OPTION

// Each iteration saves all values that are read in reverse; or the tanh and the
// iter_arg, and recomputes sums and products; or the iter_arg alone.

// KEEP-LABEL: func.func @main_grad(
// KEEP: scf.for {{.*}} -> (tensor<64xf32>, tensor<3x64xf32>, tensor<3x64xf32>, tensor<3x64xf32>) {

// AUTO-LABEL: func.func @main_grad(
// AUTO: scf.for {{.*}} -> (tensor<64xf32>, tensor<3x64xf32>, tensor<3x64xf32>) {

// RECOMPUTE-LABEL: func.func @main_grad(
// RECOMPUTE: scf.for {{.*}} -> (tensor<64xf32>, tensor<3x64xf32>) {
// RECOMPUTE: scf.for {{.*}} iter_args(%[[G:[^ ]*]] = {{.*}}) -> (tensor<64xf32>) {
// RECOMPUTE: %[[S:.*]] = tensor.extract_slice
// RECOMPUTE-NEXT: ag.tanh %[[S]]

// PROVED-COUNT-5: same

// WORD: --remat=much: expected one of auto, keep, recompute
// OPTION: error: remat is much, expected auto, keep or recompute

func.func @main(%x: tensor<64xf32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %x) -> (tensor<64xf32>) {
    %0 = ag.tanh %s : tensor<64xf32>
    %1 = ag.add %0, %s : tensor<64xf32>
    %2 = ag.mul %1, %1 : tensor<64xf32>
    %3 = ag.sin %2 : tensor<64xf32>
    scf.yield %3 : tensor<64xf32>
  }
  %loss = ag.contract "i,i->" %y, %y : tensor<64xf32>, tensor<64xf32> -> tensor<f32>
  return %loss : tensor<f32>
}
