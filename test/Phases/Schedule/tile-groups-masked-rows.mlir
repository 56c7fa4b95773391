// A number that masks a row absorbs the logarithm of the row's sum, in the type of the program: each weight of the row is 1,
// and its product with ones is the number of columns. The stream adds in f32, and rounds to f16 there.
// RUN: ag-opt --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s --check-prefix=STREAM
// RUN: ag-run %t.mlir --entry=half --input=ones --input=zeros --input=ones --on=cpu --print | FileCheck %s --check-prefixes=CHECK,HALF
// RUN: ag-run %t.mlir --entry=single --input=ones --input=zeros --input=ones --on=cpu --print | FileCheck %s
// RUN: ag-run %s --entry=half --input=ones --input=zeros --input=ones --on=emulator --print | FileCheck %s
// RUN: ag-run %s --entry=single --input=ones --input=zeros --input=ones --on=emulator --print | FileCheck %s

// STREAM: Function=half | {{.*}}sums go once through what is reduced
// HALF: f16
// CHECK: [4096, 4096, 4096, 4096,

func.func @half(%x: tensor<64x4096xf16>, %ok: tensor<64x4096xi1>, %v: tensor<4096x8xf16>) -> tensor<64x8xf16> {
  %g = arith.constant dense<-6.0e4> : tensor<64x4096xf16>
  %s = ag.select %ok, %x, %g : tensor<64x4096xi1>, tensor<64x4096xf16>, tensor<64x4096xf16> -> tensor<64x4096xf16>
  %m = ag.reduce max %s [1] : tensor<64x4096xf16> -> tensor<64xf16>
  %mb = ag.broadcast %m [0] : tensor<64xf16> -> tensor<64x4096xf16>
  %d = ag.sub %s, %mb : tensor<64x4096xf16>
  %e = ag.exp %d : tensor<64x4096xf16>
  %l = ag.reduce sum %e [1] : tensor<64x4096xf16> -> tensor<64xf16>
  %log = ag.log %l : tensor<64xf16>
  %sum = ag.add %m, %log : tensor<64xf16>
  %b = ag.broadcast %sum [0] : tensor<64xf16> -> tensor<64x4096xf16>
  %t = ag.sub %s, %b : tensor<64x4096xf16>
  %p = ag.exp %t : tensor<64x4096xf16>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<64x4096xf16>, tensor<4096x8xf16> -> tensor<64x8xf16>
  return %o : tensor<64x8xf16>
}

func.func @single(%x: tensor<64x4096xf32>, %ok: tensor<64x4096xi1>, %v: tensor<4096x8xf32>) -> tensor<64x8xf32> {
  %g = arith.constant dense<-1.0e30> : tensor<64x4096xf32>
  %s = ag.select %ok, %x, %g : tensor<64x4096xi1>, tensor<64x4096xf32>, tensor<64x4096xf32> -> tensor<64x4096xf32>
  %m = ag.reduce max %s [1] : tensor<64x4096xf32> -> tensor<64xf32>
  %mb = ag.broadcast %m [0] : tensor<64xf32> -> tensor<64x4096xf32>
  %d = ag.sub %s, %mb : tensor<64x4096xf32>
  %e = ag.exp %d : tensor<64x4096xf32>
  %l = ag.reduce sum %e [1] : tensor<64x4096xf32> -> tensor<64xf32>
  %log = ag.log %l : tensor<64xf32>
  %sum = ag.add %m, %log : tensor<64xf32>
  %b = ag.broadcast %sum [0] : tensor<64xf32> -> tensor<64x4096xf32>
  %t = ag.sub %s, %b : tensor<64x4096xf32>
  %p = ag.exp %t : tensor<64x4096xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<64x4096xf32>, tensor<4096x8xf32> -> tensor<64x8xf32>
  return %o : tensor<64x8xf32>
}
