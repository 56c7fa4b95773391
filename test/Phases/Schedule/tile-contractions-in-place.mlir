// A contraction adds to its destination in place if no other op needs that.
// Tiles do not overlap then, as a shared element would be added to twice.
// RUN: ag-opt %s --march=x86-64-v3 --ag-tile-contractions --canonicalize --cse | FileCheck %s
// RUN: ag-opt %s --march=x86-64-v3 --to=allocate | FileCheck %s --check-prefix=BUFFERS
// RUN: ag-run %s --entry=slice --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=slice --on=cpu --threads=2 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim m=20 --dim n=21 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim m=3 --dim n=5 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim m=0 --dim n=64 --same-as=%s
// RUN: ag-run %s --entry=view --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=needed --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>
#product = {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
#panels = {indexing_maps = [affine_map<(m, p, n, k) -> (m, k)>, affine_map<(m, p, n, k) -> (k, p, n)>, affine_map<(m, p, n, k) -> (m, p, n)>], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}

// 20 rows are three tiles of 6 and one of 2. 21 columns are two vectors of 8
// and a masked one of 5, as two of 16 would compute more.
// CHECK-LABEL: func @slice
// CHECK: %[[PART:.*]] = tensor.extract_slice
// CHECK: scf.for {{.*}} to %c16 step %c8 iter_args(%[[ALL:.*]] = %[[PART]])
// CHECK: scf.for {{.*}} to %c18 step %c6 iter_args(%[[ACC:.*]] = %[[ALL]])
// CHECK:   vector.transfer_read %[[ACC]][
// CHECK:   scf.for {{.*}} to %c8 step %c1
// CHECK: vector.constant_mask [5]
// CHECK: tensor.insert_slice
// BUFFERS-LABEL: func.func @slice(
// BUFFERS-SAME: ag.workspace_bytes = 0
func.func @slice(%x: tensor<20x8xf32>, %w: tensor<8x21xf32>, %y: tensor<40x21xf32>) -> (tensor<40x21xf32> {ag.alias = 2}) {
  %s = tensor.extract_slice %y[1, 0] [20, 21] [2, 1] : tensor<40x21xf32> to tensor<20x21xf32>
  %p = linalg.generic #product ins(%x, %w : tensor<20x8xf32>, tensor<8x21xf32>) outs(%s : tensor<20x21xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %t = arith.addf %c, %m : f32
    linalg.yield %t : f32
  } -> tensor<20x21xf32>
  %r = tensor.insert_slice %p into %y[1, 0] [20, 21] [2, 1] : tensor<20x21xf32> into tensor<40x21xf32>
  return %r : tensor<40x21xf32>
}

// An unknown remainder of the rows is computed one by one.
// CHECK-LABEL: func @dynamic
// CHECK: scf.for {{.*}} step %c6
// CHECK: scf.for {{.*}} step %c1
func.func @dynamic(%x: tensor<?x8xf32> {ag.dims = ["m", 8]}, %w: tensor<8x?xf32> {ag.dims = [8, "n"]}, %y: tensor<?x?xf32> {ag.dims = ["m", "n"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%acc = %y) -> tensor<?x?xf32> {
    %p = linalg.generic #product ins(%x, %w : tensor<?x8xf32>, tensor<8x?xf32>) outs(%acc : tensor<?x?xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %m = arith.mulf %a, %b : f32
      %t = arith.addf %c, %m : f32
      linalg.yield %t : f32
    } -> tensor<?x?xf32>
    scf.yield %p : tensor<?x?xf32>
  }
  return %r : tensor<?x?xf32>
}

// The initial value is needed later, so the last tiles overlap earlier ones.
// CHECK-LABEL: func @needed
// CHECK: arith.minsi
func.func @needed(%x: tensor<20x8xf32>, %w: tensor<8x21xf32>, %y: tensor<40x21xf32>) -> (tensor<20x21xf32>, tensor<20x21xf32>) {
  %s = tensor.extract_slice %y[1, 0] [20, 21] [2, 1] : tensor<40x21xf32> to tensor<20x21xf32>
  %p = linalg.generic #product ins(%x, %w : tensor<20x8xf32>, tensor<8x21xf32>) outs(%s : tensor<20x21xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %t = arith.addf %c, %m : f32
    linalg.yield %t : f32
  } -> tensor<20x21xf32>
  return %p, %s : tensor<20x21xf32>, tensor<20x21xf32>
}

// A view of an iter_arg is added to in place.
// CHECK-LABEL: func @view
// CHECK: scf.for {{.*}} iter_args(%[[ACC:.*]] = %{{.*}}) -> (tensor<12x32xf32>)
// CHECK:   %[[VIEW:.*]] = tensor.expand_shape %[[ACC]]
// CHECK:   scf.for {{.*}} iter_args(%[[ALL:.*]] = %[[VIEW]])
// CHECK-NOT: tensor.empty
// BUFFERS-LABEL: func.func @view(
// BUFFERS-SAME: ag.workspace_bytes = 0
func.func @view(%x: tensor<2x12x8xf32>, %w: tensor<8x2x16xf32>, %y: tensor<12x32xf32>) -> (tensor<12x32xf32> {ag.alias = 2}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %r = scf.for %i = %c0 to %c2 step %c1 iter_args(%acc = %y) -> tensor<12x32xf32> {
    %s = tensor.extract_slice %x[%i, 0, 0] [1, 12, 8] [1, 1, 1] : tensor<2x12x8xf32> to tensor<12x8xf32>
    %v = tensor.expand_shape %acc [[0], [1, 2]] output_shape [12, 2, 16] : tensor<12x32xf32> into tensor<12x2x16xf32>
    %p = linalg.generic #panels ins(%s, %w : tensor<12x8xf32>, tensor<8x2x16xf32>) outs(%v : tensor<12x2x16xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %m = arith.mulf %a, %b : f32
      %t = arith.addf %c, %m : f32
      linalg.yield %t : f32
    } -> tensor<12x2x16xf32>
    %q = tensor.collapse_shape %p [[0], [1, 2]] : tensor<12x2x16xf32> into tensor<12x32xf32>
    scf.yield %q : tensor<12x32xf32>
  }
  return %r : tensor<12x32xf32>
}
