// These results are not computed in their destination, as an element would be
// overwritten before it is read.
// RUN: ag-opt %s --ag-record-signature --ag-write-in-place --remarks-filter=ag-write-in-place -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %s --entry=behind --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=elsewhere --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=sums --on=cpu --input=randn:1 --same-as=%s

// Once callers own the buffers of the results, the pass changes nothing.
// RUN: ag-opt %s --to=allocate --ag-write-in-place | FileCheck %s --check-prefix=BUFFERS
// BUFFERS: func.func @behind({{.*}}memref<4xf32
// BUFFERS: return{{$}}

#i = affine_map<(i) -> (i)>
#ij = affine_map<(i, j) -> (i, j)>
#ji = affine_map<(i, j) -> (j, i)>

// REMARK-DAG: Function=behind | Reason="it does not read what lies in the memory that it is to be in just where it writes, or that is needed behind it"
// REMARK-DAG: Function=elsewhere | Reason=
// REMARK-DAG: Function=sums | Reason=

// The argument is read later.
// CHECK-LABEL: func.func @behind(
// CHECK-COUNT-2: ins(%arg0 : tensor<4xf32>)
func.func @behind(%w: tensor<4xf32>) -> (tensor<4xf32> {ag.alias = 0}, tensor<4xf32>) {
  %e = tensor.empty() : tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#i, #i], iterator_types = ["parallel"]} ins(%w : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %d = arith.negf %a : f32
    linalg.yield %d : f32
  } -> tensor<4xf32>
  %z = linalg.generic {indexing_maps = [#i, #i], iterator_types = ["parallel"]} ins(%w : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %d = math.exp %a : f32
    linalg.yield %d : f32
  } -> tensor<4xf32>
  return %y, %z : tensor<4xf32>, tensor<4xf32>
}

// The argument is read at other positions than are written.
// CHECK-LABEL: func.func @elsewhere(
// CHECK: ins(%arg0, %arg0 : tensor<4x4xf32>, tensor<4x4xf32>)
func.func @elsewhere(%w: tensor<4x4xf32>) -> (tensor<4x4xf32> {ag.alias = 0}) {
  %e = tensor.empty() : tensor<4x4xf32>
  %y = linalg.generic {indexing_maps = [#ij, #ji, #ij], iterator_types = ["parallel", "parallel"]} ins(%w, %w : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.addf %a, %b : f32
    linalg.yield %d : f32
  } -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// The op adds to another tensor.
// CHECK-LABEL: func.func @sums(
// CHECK: ins(%arg0 : tensor<4xf32>) outs(%{{.*}} : tensor<4xf32>)
func.func @sums(%w: tensor<4xf32>) -> (tensor<4xf32> {ag.alias = 0}) {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#i, #i], iterator_types = ["parallel"]} ins(%w : tensor<4xf32>) outs(%one : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %d = arith.addf %a, %o : f32
    linalg.yield %d : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}
