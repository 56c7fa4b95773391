// RUN: ag-opt %s --to=allocate --remarks-filter=ag-write-past-caches 2>%t | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK < %t
// RUN: ag-opt %s --to=allocate --march=x86-64-v4 | FileCheck %s --check-prefix=WIDE

// With a dynamic size, conditions before the nest check that the result is
// large and that its rows are full lines.
// CHECK-LABEL: func.func @open(
// CHECK: %[[ROW:.+]] = arith.muli %{{.+}}, %c4
// CHECK: %[[BYTES:.+]] = arith.muli %[[ROW]],
// CHECK: %[[IS_LARGE:.+]] = arith.cmpi sge, %[[BYTES]], %c14417920
// CHECK: %[[REST:.+]] = arith.andi %[[ROW]], %c63
// CHECK: %[[WHOLE:.+]] = arith.cmpi eq, %[[REST]],
// CHECK: %[[FITS:.+]] = arith.andi %[[IS_LARGE]], %[[WHOLE]]
// CHECK: call @open.nest({{.*}}%[[FITS]]

// A row of full lines starts at a line. Lines have 64 bytes, and vectors are
// half a line or a line.
// REMARK: past-caches{{.*}}Function=fixed | Reason="no cache keeps 14.4 MB and as many bytes of operands", Remark="writes past the caches 16 MB", bytes=16000000, least=14417920, stores=1
// CHECK-LABEL: func.func private @fixed.nest(
// CHECK: scf.for %[[I:.+]] =
// CHECK: %[[BASE:.+]] = memref.extract_aligned_pointer_as_index %[[R:.+]] :
// CHECK: %[[START:.+]] = arith.addi %[[BASE]],
// CHECK: %[[REST:.+]] = arith.andi %[[START]], %c63
// CHECK: %[[BEGINS:.+]] = arith.cmpi eq, %[[REST]], %c0
// CHECK: scf.for %[[J:.+]] =
// CHECK: scf.if %[[BEGINS]] {
// CHECK-NEXT: vector.store %[[V:.+]], %[[R]][%[[I]], %[[J]]] {alignment = 32 : i64, nontemporal = true}
// CHECK-NEXT: } else {
// CHECK-NEXT: vector.transfer_write %[[V]], %[[R]][%[[I]], %[[J]]]
// WIDE-LABEL: func.func private @fixed.nest(
// WIDE: vector.store {{.*}} {alignment = 64 : i64, nontemporal = true} : memref<2500x1600xf32>, vector<16xf32>
func.func @fixed(%x: tensor<2500x1600xf32>) -> tensor<2500x1600xf32> {
  %0 = ag.neg %x : tensor<2500x1600xf32>
  return %0 : tensor<2500x1600xf32>
}

// The remainder of a row stays in the caches.
// REMARK: past-caches{{.*}}Function=open | {{.*}}Remark="writes past the caches a result that has 14.4 MB or more", bytes=-1, least=14417920, stores=1
// CHECK-LABEL: func.func private @open.nest(
// CHECK-SAME: %[[FITS:[a-z0-9]+]]: i1
// CHECK: arith.andi
// CHECK: %[[WHOLE:.+]] = arith.andi
// CHECK: %[[PAST:.+]] = arith.andi %[[FITS]], %{{.+}} : i1
// CHECK: scf.if %[[PAST]] {
// CHECK: vector.transfer_write {{.*}}, %{{.*}} {in_bounds = [true]} : vector<8xf32>
// CHECK-NOT: vector.store
// CHECK: return
func.func @open(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?x?xf32> {
  %0 = ag.neg %x : tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// A tile writes several rows at once, and one loop writes two results.
// REMARK: Function=transposed | {{.*}}stores=8
// REMARK: Function=two | {{.*}}stores=1
// REMARK: Function=two | {{.*}}stores=1
func.func @transposed(%x: tensor<2000x2000xf32>) -> tensor<2000x2000xf32> {
  %0 = ag.transpose %x [1, 0] : tensor<2000x2000xf32> -> tensor<2000x2000xf32>
  return %0 : tensor<2000x2000xf32>
}
func.func @two(%x: tensor<4000000xf32>) -> (tensor<4000000xf32>, tensor<4000000xf32>) {
  %0 = ag.neg %x : tensor<4000000xf32>
  %1 = ag.abs %x : tensor<4000000xf32>
  return %0, %1 : tensor<4000000xf32>, tensor<4000000xf32>
}
