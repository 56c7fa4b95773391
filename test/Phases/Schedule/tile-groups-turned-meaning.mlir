// If a stream's rows fill vectors, these run along the rows, and scores are
// keys by rows. With few rows, or with an operand that is contiguous along the
// keys for each row, scores are rows by keys.
// RUN: ag-opt --to=structure --ag-tile-groups %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=many --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=many --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=many --on=cpu --march=x86-64-v3 --threads=2 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=few --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=biased --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-opt --to=schedule --march=x86-64-v4 %s | FileCheck %s --check-prefix=PACKED

// CHECK: #[[TURNED:.*]] = affine_map<(d0, d1) -> (d1, d0)>
// CHECK-LABEL: func.func @many(
// CHECK: linalg.generic {indexing_maps = [#[[TURNED]], #{{.*}}], iterator_types = ["parallel", "reduction"]} ins(%{{.*}} : tensor<64x64xf32>)
// CHECK: return

// The rows' operand of the scores is transposed before the stream.
// PACKED-LABEL: func.func @many(
// PACKED: scf.for {{.*}} -> (tensor<8x64xf32>)
// PACKED: :3 = scf.for
// PACKED-NOT: tensor<8x64xf32>)
// PACKED: scf.yield {{.*}} : tensor<64xf32>, tensor<64xf32>, tensor<64x8xf32>
// PACKED: return
func.func @many(%q: tensor<208x8xf32>, %k: tensor<1600x8xf32>, %v: tensor<1600x8xf32>) -> tensor<208x8xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<208x8xf32>, tensor<1600x8xf32> -> tensor<208x1600xf32>
  %m = ag.reduce max %s [1] : tensor<208x1600xf32> -> tensor<208xf32>
  %mb = ag.broadcast %m [0] : tensor<208xf32> -> tensor<208x1600xf32>
  %d = ag.sub %s, %mb : tensor<208x1600xf32>
  %e = ag.exp %d : tensor<208x1600xf32>
  %l = ag.reduce sum %e [1] : tensor<208x1600xf32> -> tensor<208xf32>
  %o = ag.contract "ij,jd->id" %e, %v : tensor<208x1600xf32>, tensor<1600x8xf32> -> tensor<208x8xf32>
  %lb = ag.broadcast %l [0] : tensor<208xf32> -> tensor<208x8xf32>
  %p = ag.div %o, %lb : tensor<208x8xf32>
  return %p : tensor<208x8xf32>
}

// CHECK-LABEL: func.func @few(
// CHECK-NOT: #[[TURNED]]
// CHECK: return
func.func @few(%q: tensor<7x8xf32>, %k: tensor<1600x8xf32>, %v: tensor<1600x8xf32>) -> tensor<7x8xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<7x8xf32>, tensor<1600x8xf32> -> tensor<7x1600xf32>
  %m = ag.reduce max %s [1] : tensor<7x1600xf32> -> tensor<7xf32>
  %mb = ag.broadcast %m [0] : tensor<7xf32> -> tensor<7x1600xf32>
  %d = ag.sub %s, %mb : tensor<7x1600xf32>
  %e = ag.exp %d : tensor<7x1600xf32>
  %l = ag.reduce sum %e [1] : tensor<7x1600xf32> -> tensor<7xf32>
  %o = ag.contract "ij,jd->id" %e, %v : tensor<7x1600xf32>, tensor<1600x8xf32> -> tensor<7x8xf32>
  %lb = ag.broadcast %l [0] : tensor<7xf32> -> tensor<7x8xf32>
  %p = ag.div %o, %lb : tensor<7x8xf32>
  return %p : tensor<7x8xf32>
}

// CHECK-LABEL: func.func @biased(
// CHECK-NOT: #[[TURNED]]
// CHECK: return
func.func @biased(%q: tensor<208x8xf32>, %k: tensor<1600x8xf32>, %v: tensor<1600x8xf32>, %b: tensor<208x1600xf32>) -> tensor<208x8xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<208x8xf32>, tensor<1600x8xf32> -> tensor<208x1600xf32>
  %t = ag.add %s, %b : tensor<208x1600xf32>
  %m = ag.reduce max %t [1] : tensor<208x1600xf32> -> tensor<208xf32>
  %mb = ag.broadcast %m [0] : tensor<208xf32> -> tensor<208x1600xf32>
  %d = ag.sub %t, %mb : tensor<208x1600xf32>
  %e = ag.exp %d : tensor<208x1600xf32>
  %l = ag.reduce sum %e [1] : tensor<208x1600xf32> -> tensor<208xf32>
  %o = ag.contract "ij,jd->id" %e, %v : tensor<208x1600xf32>, tensor<1600x8xf32> -> tensor<208x8xf32>
  %lb = ag.broadcast %l [0] : tensor<208xf32> -> tensor<208x8xf32>
  %p = ag.div %o, %lb : tensor<208x8xf32>
  return %p : tensor<208x8xf32>
}
