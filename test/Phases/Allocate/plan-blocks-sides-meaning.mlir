// A block's tile has few elements, but each of its sides may be long. The product
// of their bounds overflows, so blocks have their copies in the workspace.
// RUN: ag-opt --target=cuda --to=allocate %s | FileCheck %s
// RUN: ag-run %s --input=randn:1 --dim n=40 --dim m=35 --dim k=3 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --input=randn:1 --dim n=3000 --dim m=200 --dim k=1 --on=emulator --same-as=%s
// RUN: ag-run %s --input=randn:1 --dim n=1 --dim m=0 --dim k=3 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --input=randn:1 --dim n=1 --dim m=300 --dim k=0 --on=emulator --poison-memory --same-as=%s

// CHECK: gpu.func @places$block(
// CHECK: gpu.block_id x
// CHECK: scf.for {{.*}} step %c1024
// CHECK: linalg.generic
func.func @places(%x: tensor<?x?x?xf32> {ag.dims = ["n", "m", "k"]}) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %m = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %least = arith.constant 0xFF800000 : f32
  %none = arith.constant -1 : i32
  %e = tensor.empty(%n, %m) : tensor<?x?xf32>
  %f = linalg.fill ins(%least : f32) outs(%e : tensor<?x?xf32>) -> tensor<?x?xf32>
  %ei = tensor.empty(%n, %m) : tensor<?x?xi32>
  %fi = linalg.fill ins(%none : i32) outs(%ei : tensor<?x?xi32>) -> tensor<?x?xi32>
  %0:2 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x : tensor<?x?x?xf32>) outs(%f, %fi : tensor<?x?xf32>, tensor<?x?xi32>) {
  ^bb0(%in: f32, %best: f32, %at: i32):
    %1 = linalg.index 2 : index
    %2 = arith.index_cast %1 : index to i32
    %3 = arith.cmpf ogt, %in, %best : f32
    %4 = arith.select %3, %in, %best : f32
    %5 = arith.select %3, %2, %at : i32
    linalg.yield %4, %5 : f32, i32
  } -> (tensor<?x?xf32>, tensor<?x?xi32>)
  return %0#1 : tensor<?x?xi32>
}
