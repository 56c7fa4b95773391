// Groups of linalg ops that other tools could have written mean the same.
// RUN: ag-opt %s --ag-tile-groups -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: mlir-opt %t.mlir --one-shot-bufferize="bufferize-function-boundaries" --convert-linalg-to-loops --convert-scf-to-cf -o /dev/null
// RUN: ag-run %t.mlir --entry=foreign --input=randn:1 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=foreign --input=randn:1 --on=cpu --march=%widest --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=foreign --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --rtol=1e-4 --same-as=%s
// RUN: ag-run %t.mlir --entry=kept --input=randn:1 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=kept --input=randn:1 --on=cpu --march=%widest --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=kept --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --rtol=1e-4 --same-as=%s
// RUN: ag-run %t.mlir --entry=beside --dim n=7 --input=randn:1 --rtol=1e-4 --same-as=%s
// RUN: ag-run %t.mlir --entry=beside --dim n=7 --input=randn:1 --on=cpu --march=%widest --rtol=1e-4 --same-as=%s
// RUN: ag-run %t.mlir --entry=beside --dim n=7 --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --rtol=1e-4 --same-as=%s

// CHECK: func.func @foreign(
// CHECK-NOT: ag.fused

#i = affine_map<(i, j) -> (i)>
#i0 = affine_map<(i, j) -> (i, 0)>
#ij = affine_map<(i, j) -> (i, j)>

// A softmax is between two products.
func.func @foreign(%q: tensor<70x16xf32>, %k: tensor<16x33xf32>, %v: tensor<33x8xf32>) -> tensor<70x8xf32> {
  %r = ag.fused (%a = %q : tensor<70x16xf32>, %b = %k : tensor<16x33xf32>, %c = %v : tensor<33x8xf32>) -> tensor<70x8xf32> {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<70x33xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<70x33xf32>) -> tensor<70x33xf32>
    %s = linalg.matmul ins(%a, %b : tensor<70x16xf32>, tensor<16x33xf32>) outs(%f : tensor<70x33xf32>) -> tensor<70x33xf32>
    %p = linalg.softmax dimension(1) ins(%s : tensor<70x33xf32>) outs(%e : tensor<70x33xf32>) -> tensor<70x33xf32>
    %e2 = tensor.empty() : tensor<70x8xf32>
    %f2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<70x8xf32>) -> tensor<70x8xf32>
    %o = linalg.matmul ins(%p, %c : tensor<70x33xf32>, tensor<33x8xf32>) outs(%f2 : tensor<70x8xf32>) -> tensor<70x8xf32>
    ag.yield %o : tensor<70x8xf32>
  }
  return %r : tensor<70x8xf32>
}

// A reduction keeps a dimension and starts from an operand. A body reads its row's index.
func.func @kept(%x: tensor<6x37xf32>, %t: tensor<6x1xf32>) -> (tensor<6x37xf32>, tensor<6x1xf32>) {
  %r:2 = ag.fused (%a = %x : tensor<6x37xf32>, %b = %t : tensor<6x1xf32>) -> (tensor<6x37xf32>, tensor<6x1xf32>) {
    %e0 = tensor.empty() : tensor<6x37xf32>
    %x1 = linalg.exp ins(%a : tensor<6x37xf32>) outs(%e0 : tensor<6x37xf32>) -> tensor<6x37xf32>
    %0 = linalg.generic {indexing_maps = [#ij, #i0], iterator_types = ["parallel", "reduction"]}
        ins(%x1 : tensor<6x37xf32>) outs(%b : tensor<6x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %1 = arith.addf %in, %out : f32
      linalg.yield %1 : f32
    } -> tensor<6x1xf32>
    %2 = linalg.generic {indexing_maps = [#ij, #i0, #ij], iterator_types = ["parallel", "parallel"]}
        ins(%x1, %0 : tensor<6x37xf32>, tensor<6x1xf32>) outs(%e0 : tensor<6x37xf32>) {
    ^bb0(%in: f32, %s: f32, %out: f32):
      %i = linalg.index 0 : index
      %j = linalg.index 1 : index
      %ij = arith.addi %i, %j : index
      %n = arith.index_cast %ij : index to i64
      %m = arith.sitofp %n : i64 to f32
      %1 = arith.divf %in, %s : f32
      %3 = arith.addf %1, %m : f32
      linalg.yield %3 : f32
    } -> tensor<6x37xf32>
    ag.yield %2, %0 : tensor<6x37xf32>, tensor<6x1xf32>
  }
  return %r#0, %r#1 : tensor<6x37xf32>, tensor<6x1xf32>
}

// A sum does not depend on the row.
func.func @beside(%x: tensor<?x20xf32> {ag.dims = ["n", 20]}, %w: tensor<20xf32>) -> (tensor<?xf32>, tensor<?x20xf32>) {
  %r:2 = ag.fused (%a = %x : tensor<?x20xf32>, %b = %w : tensor<20xf32>) -> (tensor<?xf32>, tensor<?x20xf32>) {
    %c0 = arith.constant 0 : index
    %n = tensor.dim %a, %c0 : tensor<?x20xf32>
    %zero = arith.constant 0.0 : f32
    %low = arith.constant 0xFF800000 : f32
    %es = tensor.empty() : tensor<f32>
    %fs = linalg.fill ins(%zero : f32) outs(%es : tensor<f32>) -> tensor<f32>
    %total = linalg.generic {indexing_maps = [affine_map<(j) -> (j)>, affine_map<(j) -> ()>], iterator_types = ["reduction"]} ins(%b : tensor<20xf32>) outs(%fs : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %1 = arith.addf %in, %out : f32
      linalg.yield %1 : f32
    } -> tensor<f32>
    %en = tensor.empty(%n) : tensor<?xf32>
    %fl = linalg.fill ins(%low : f32) outs(%en : tensor<?xf32>) -> tensor<?xf32>
    %most = linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]} ins(%a : tensor<?x20xf32>) outs(%fl : tensor<?xf32>) {
    ^bb0(%in: f32, %m: f32):
      %1 = arith.maximumf %in, %m : f32
      linalg.yield %1 : f32
    } -> tensor<?xf32>
    %e = tensor.empty(%n) : tensor<?x20xf32>
    %y = linalg.generic {indexing_maps = [#ij, #i, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> ()>, #ij], iterator_types = ["parallel", "parallel"]}
        ins(%a, %most, %b, %total : tensor<?x20xf32>, tensor<?xf32>, tensor<20xf32>, tensor<f32>) outs(%e : tensor<?x20xf32>) {
    ^bb0(%in: f32, %m: f32, %wj: f32, %tt: f32, %out: f32):
      %1 = arith.subf %in, %m : f32
      %2 = arith.mulf %1, %wj : f32
      %3 = arith.divf %2, %tt : f32
      linalg.yield %3 : f32
    } -> tensor<?x20xf32>
    ag.yield %most, %y : tensor<?xf32>, tensor<?x20xf32>
  }
  return %r#0, %r#1 : tensor<?xf32>, tensor<?x20xf32>
}
