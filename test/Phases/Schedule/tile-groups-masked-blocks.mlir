// A mask may limit the keys of a block by a constant, or by the indices of some
// of the loops over blocks only. The block finds their range in each case.
// RUN: ag-opt %s --target=cuda --to=schedule -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=end --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=end --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=lengths --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=window --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --grad=end --on=emulator --input=randn:1 --same-as=%s

// The keys end at a constant.
// CHECK-LABEL: func.func @end(
// CHECK: scf.forall
// CHECK: tensor.extract_slice %{{.*}} [%{{.*}}, 64] [1, 1] : tensor<70x200xf32>
// CHECK: tensor.parallel_insert_slice
func.func @end(%a: tensor<70x200xf32>, %x: tensor<200x9xf32>) -> tensor<70x9xf32> {
  %j = ag.iota 1 : tensor<70x200xi64>
  %last = arith.constant dense<30> : tensor<70x200xi64>
  %mask = ag.compare le %j, %last : tensor<70x200xi64>, tensor<70x200xi64> -> tensor<70x200xi1>
  %none = arith.constant dense<0.0> : tensor<70x200xf32>
  %w = ag.select %mask, %a, %none : tensor<70x200xi1>, tensor<70x200xf32>, tensor<70x200xf32> -> tensor<70x200xf32>
  %y = ag.contract "mk,kn->mn" %w, %x : tensor<70x200xf32>, tensor<200x9xf32> -> tensor<70x9xf32>
  return %y : tensor<70x9xf32>
}

// The batch's index limits the keys, the rows' index does not.
// CHECK-LABEL: func.func @lengths(
// CHECK: scf.forall
// CHECK: %[[TILE:.*]]:2 = affine.delinearize_index
// CHECK: %[[KEYS:.*]] = affine.min #{{.*}}(%[[TILE]]#0)
// CHECK: tensor.empty(%{{.*}}, %[[KEYS]]) : tensor<1x?x?xf16>
func.func @lengths(%a: tensor<3x70x200xf16>, %x: tensor<3x200x9xf16>) -> tensor<3x70x9xf16> {
  %b = ag.iota 0 : tensor<3x70x200xi64>
  %j = ag.iota 2 : tensor<3x70x200xi64>
  %step = arith.constant dense<50> : tensor<3x70x200xi64>
  %last = ag.mul %b, %step : tensor<3x70x200xi64>
  %mask = ag.compare le %j, %last : tensor<3x70x200xi64>, tensor<3x70x200xi64> -> tensor<3x70x200xi1>
  %none = arith.constant dense<0.0> : tensor<3x70x200xf16>
  %w = ag.select %mask, %a, %none : tensor<3x70x200xi1>, tensor<3x70x200xf16>, tensor<3x70x200xf16> -> tensor<3x70x200xf16>
  %y = ag.contract "bmk,bkn->bmn" %w, %x : tensor<3x70x200xf16>, tensor<3x200x9xf16> -> tensor<3x70x9xf16>
  return %y : tensor<3x70x9xf16>
}

// The mask limits both sides. The only row has no loop.
// CHECK-LABEL: func.func @window(
// CHECK: scf.forall
// CHECK: tensor.extract_slice %arg0[0, 0] [1, 128] [1, 1] : tensor<1x200xf64>
func.func @window(%a: tensor<1x200xf64>, %x: tensor<200x9xf64>) -> tensor<1x9xf64> {
  %i = ag.iota 0 : tensor<1x200xi64>
  %j = ag.iota 1 : tensor<1x200xi64>
  %d = ag.sub %i, %j : tensor<1x200xi64>
  %far = ag.abs %d : tensor<1x200xi64>
  %width = arith.constant dense<70> : tensor<1x200xi64>
  %mask = ag.compare lt %far, %width : tensor<1x200xi64>, tensor<1x200xi64> -> tensor<1x200xi1>
  %none = arith.constant dense<0.0> : tensor<1x200xf64>
  %w = ag.select %mask, %a, %none : tensor<1x200xi1>, tensor<1x200xf64>, tensor<1x200xf64> -> tensor<1x200xf64>
  %y = ag.contract "mk,kn->mn" %w, %x : tensor<1x200xf64>, tensor<200x9xf64> -> tensor<1x9xf64>
  return %y : tensor<1x9xf64>
}
