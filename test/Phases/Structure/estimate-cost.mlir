// RUN: ag-opt %s --ag-record-signature --ag-estimate-cost --remarks-filter=ag-estimate-cost -o %t.mlir 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=IR < %t.mlir

// 2 m k n, and an addition for each element, at the largest sizes.
// CHECK: cost | {{.*}}Function=matmul | Remark="4.16 MFLOP at m 100", exact=true, flops=4160000
// IR: func.func @matmul(
// IR-SAME: ag.cost = {exact = true, flops = 4160000 : i64}
func.func @matmul(%x: tensor<?x64xf32> {ag.dims = ["m", 64]}, %w: tensor<64x320xf32>, %b: tensor<?x320xf32> {ag.dims = ["m", 320]})
    -> tensor<?x320xf32> attributes {ag.ranges = {m = [1, 100]}} {
  %0 = ag.contract "mk,kn->mn" %x, %w : tensor<?x64xf32>, tensor<64x320xf32> -> tensor<?x320xf32>
  %1 = ag.add %0, %b : tensor<?x320xf32>
  %2 = ag.neg %1 : tensor<?x320xf32>
  return %2 : tensor<?x320xf32>
}

// Five iterations of a loop, and the costlier of two branches. Selects, casts
// and integer ops cost nothing.
// CHECK: cost | {{.*}}Function=control | Remark="48 FLOP", exact=true, flops=48
func.func @control(%x: tensor<4xf32>, %go: tensor<i1>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %c = tensor.extract %go[] : tensor<i1>
  %0 = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %x) -> tensor<4xf32> {
    %1 = ag.exp %a : tensor<4xf32>
    %2 = ag.add %1, %a : tensor<4xf32>
    scf.yield %2 : tensor<4xf32>
  }
  %3 = scf.if %c -> tensor<4xf32> {
    %4 = ag.tanh %0 : tensor<4xf32>
    %5 = ag.neg %4 : tensor<4xf32>
    scf.yield %5 : tensor<4xf32>
  } else {
    %4 = ag.tanh %0 : tensor<4xf32>
    %5 = ag.cast %4 : tensor<4xf32> -> tensor<4xi32>
    %6 = ag.add %5, %5 : tensor<4xi32>
    %7 = ag.cast %6 : tensor<4xi32> -> tensor<4xf32>
    scf.yield %7 : tensor<4xf32>
  }
  return %3 : tensor<4xf32>
}

// A loop with an unknown trip count is assumed to have ten iterations.
// CHECK: cost | {{.*}}Function=unknown | Remark="about 40 FLOP", exact=false, flops=40
// IR: func.func @unknown(
// IR-SAME: ag.cost = {exact = false, flops = 40 : i64}
func.func @unknown(%x: tensor<4xf32>, %times: tensor<i32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %k = tensor.extract %times[] : tensor<i32>
  %n = arith.index_cast %k : i32 to index
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> tensor<4xf32> {
    %1 = ag.exp %a : tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// Sizes are seen through reshapes; 512 is assumed for those without a bound.
// CHECK: cost | {{.*}}Function=shapes | Remark="1.54 kFLOP at #0 512", exact=true, flops=1536
func.func @shapes(%x: tensor<?x3xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %k = arith.muli %n, %c3 : index
  %0 = ag.reshape %x (%k) : tensor<?x3xf32> -> tensor<?xf32>
  %1 = ag.abs %0 : tensor<?xf32>
  return %1 : tensor<?xf32>
}

// Sizes are seen through padding, whose region yields elements.
// CHECK: cost | {{.*}}Function=padded | Remark="2.06 kFLOP at #0 512", exact=true, flops=2060
func.func @padded(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = tensor.pad %x low[1, 0] high[2, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<?x4xf32> to tensor<?x4xf32>
  %1 = ag.abs %0 : tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// The trip counts of parallel loops are multiplied as well.
// CHECK: cost | {{.*}}Function=parallel | Remark="4.10 kFLOP at #0 512", exact=true, flops=4096
func.func @parallel(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %0 = scf.forall (%i, %j) in (%n, 2) shared_outs(%o = %e) -> (tensor<?x4xf32>) {
    %1 = affine.apply affine_map<(d0) -> (2 * d0)>(%j)
    %2 = tensor.extract_slice %x[%i, %1] [1, 2] [1, 1] : tensor<?x4xf32> to tensor<1x2xf32>
    %3 = ag.exp %2 : tensor<1x2xf32>
    %4 = ag.neg %3 : tensor<1x2xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %4 into %o[%i, %1] [1, 2] [1, 1] : tensor<1x2xf32> into tensor<?x4xf32>
    }
  }
  return %0 : tensor<?x4xf32>
}
