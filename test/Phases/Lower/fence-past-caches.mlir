// RUN: ag-opt --ag-fence-past-caches %s | FileCheck %s

// A function that writes past the caches has a fence before each return.
// CHECK-LABEL: llvm.func @past
// CHECK: llvm.store {{.*}}nontemporal
// CHECK: llvm.call_intrinsic "llvm.x86.sse.sfence"() : () -> ()
// CHECK-NEXT: llvm.return
// CHECK: llvm.call_intrinsic "llvm.x86.sse.sfence"() : () -> ()
// CHECK-NEXT: llvm.return
llvm.func @past(%p: !llvm.ptr, %v: vector<8xf32>, %c: i1) {
  llvm.cond_br %c, ^then, ^else
^then:
  llvm.store %v, %p {alignment = 32 : i64, nontemporal} : vector<8xf32>, !llvm.ptr
  llvm.return
^else:
  llvm.return
}

// CHECK-LABEL: llvm.func @plain
// CHECK-NOT: sfence
llvm.func @plain(%p: !llvm.ptr, %v: vector<8xf32>) {
  llvm.store %v, %p : vector<8xf32>, !llvm.ptr
  llvm.return
}
