// RUN: ag-opt --ag-small-floats-to-bits %s | FileCheck %s
// RUN: ag-opt --march=x86-64 --ag-small-floats-to-bits %s | FileCheck %s --check-prefix=BASE

// CHECK: llvm.mlir.global internal constant @table(dense<[16256, -16384]> : tensor<2xi16>) {{.*}} : !llvm.array<2 x i16>
llvm.mlir.global internal constant @table(dense<[1.0, -2.0]> : tensor<2xbf16>) {addr_space = 0 : i32} : !llvm.array<2 x bf16>

// The interface that callers see stays, and the bitcast is erased.
// CHECK: llvm.func @f(%[[P:.*]]: !llvm.ptr, %[[X:.*]]: i16) attributes {ag.signature = {arguments = {{\[\[}}"x", bf16, []]]}}
// CHECK-NEXT: %[[ONE:.*]] = llvm.mlir.constant(16256 : i16) : i16
// CHECK-NEXT: %[[ALL:.*]] = llvm.mlir.constant(dense<16256> : vector<8xi16>) : vector<8xi16>
// CHECK-NEXT: llvm.store %[[X]], %[[P]] {{.*}}: i16, !llvm.ptr
// CHECK-NEXT: llvm.getelementptr %[[P]][1] : (!llvm.ptr) -> !llvm.ptr, i16
// CHECK: llvm.load %{{.*}} : !llvm.ptr -> f16
// BASE: llvm.load %{{.*}} : !llvm.ptr -> i16
llvm.func @f(%p: !llvm.ptr, %x: i16) attributes {ag.signature = {arguments = [["x", bf16, []]]}} {
  %one = llvm.mlir.constant(1.0 : bf16) : bf16
  %all = llvm.mlir.constant(dense<1.0> : vector<8xbf16>) : vector<8xbf16>
  %0 = llvm.bitcast %x : i16 to bf16
  llvm.store %0, %p : bf16, !llvm.ptr
  %1 = llvm.getelementptr %p[1] : (!llvm.ptr) -> !llvm.ptr, bf16
  llvm.store %one, %1 : bf16, !llvm.ptr
  llvm.store %all, %1 : vector<8xbf16>, !llvm.ptr
  %2 = llvm.load %p : !llvm.ptr -> f16
  llvm.store %2, %1 : f16, !llvm.ptr
  llvm.return
}
