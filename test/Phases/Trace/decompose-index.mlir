// Ops of the index dialect become ops of arith, for which sizes and bounds are known, with the same values.
// RUN: ag-opt %s --ag-decompose -o %t
// RUN: FileCheck %s < %t
// RUN: ag-run %s --entry=f --input=randn:1 --input=ones --same-as=%t
// RUN: ag-run %s --entry=f --input=randn:2 --input=iota --same-as=%t
// RUN: ag-run %s --entry=f --input=randn:3 --input=zeros --on=cpu --same-as=%s
// RUN: ag-run %s --entry=halves --input=randn:4 --dim n=7 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=halves --input=randn:5 --dim n=7 --on=emulator --same-as=%s
// CHECK-NOT: index.

func.func @f(%a: i64, %b: i64) -> (tensor<22xi64>, i1, i1, i1, i1, i1, i32) {
  // CHECK: arith.constant 5 : index
  %five = index.constant 5
  %true = index.bool.constant true
  // CHECK: arith.constant 64 : index
  %size = index.sizeof
  // CHECK: arith.index_cast %{{.*}} : i64 to index
  %x = index.casts %a : i64 to index
  // CHECK: arith.index_castui %{{.*}} : i64 to index
  %y = index.castu %b : i64 to index
  // CHECK: arith.addi
  %0 = index.add %x, %y
  %1 = index.sub %x, %y
  %2 = index.mul %x, %five
  // CHECK: arith.divsi
  %3 = index.divs %x, %y
  %4 = index.divu %x, %y
  %5 = index.ceildivs %x, %y
  %6 = index.ceildivu %x, %y
  // CHECK: arith.floordivsi
  %7 = index.floordivs %x, %y
  %8 = index.rems %x, %y
  %9 = index.remu %x, %y
  %10 = index.maxs %x, %y
  %11 = index.maxu %x, %y
  %12 = index.mins %x, %y
  %13 = index.minu %x, %y
  %14 = index.shl %x, %y
  %15 = index.shrs %x, %y
  %16 = index.shru %x, %size
  %17 = index.and %x, %y
  %18 = index.or %x, %y
  %19 = index.xor %x, %y
  // CHECK: arith.cmpi slt
  %c0 = index.cmp slt(%x, %y)
  %c1 = index.cmp uge(%x, %y)
  %c2 = index.cmp eq(%x, %y)
  %c3 = index.cmp sle(%x, %five)
  %n = index.casts %0 : index to i32
  %t = tensor.from_elements %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %five,
    %size : tensor<22xindex>
  %all = arith.index_cast %t : tensor<22xindex> to tensor<22xi64>
  return %all, %c0, %c1, %c2, %c3, %true, %n : tensor<22xi64>, i1, i1, i1, i1, i1, i32
}

// Sizes, and positions in a body.
func.func @halves(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<?xf32>) {
  %zero = index.constant 0
  %two = index.constant 2
  %n = tensor.dim %x, %zero : tensor<?xf32>
  %m = index.divu %n, %two
  %0 = tensor.extract_slice %x[%m] [%m] [1] : tensor<?xf32> to tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(d) -> (d)>], iterator_types = ["parallel"]} outs(%e : tensor<?xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %last = index.sub %n, %i
    %k = index.castu %last : index to i32
    %r = arith.uitofp %k : i32 to f32
    linalg.yield %r : f32
  } -> tensor<?xf32>
  return %0, %1 : tensor<?xf32>, tensor<?xf32>
}
