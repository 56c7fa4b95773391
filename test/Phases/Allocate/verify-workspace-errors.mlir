// RUN: ag-opt --ag-verify-workspace %s -verify-diagnostics=only-expected

// Each fault is beside a right plan that differs in one point.
#none = {arguments = [], parameters = [], results = [], symbols = []}
func.func private @shapes() {
  return
}
func.func private @bytes() -> index {
  %all = arith.constant 256 : index
  return %all : index
}
func.func @straight(%w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  // expected-note@+1 {{the other one}}
  %a = memref.view %w[%c0][] : memref<?xi8> to memref<32xf32>
  // expected-error@+1 {{this buffer is bytes 64 to 192 of the workspace, and another one, which is needed at the same time, bytes 0 to 128: they overlap}}
  %b = memref.view %w[%c64][] : memref<?xi8> to memref<32xf32>
  // expected-note@+1 {{both are needed here}}
  memref.copy %a, %b : memref<32xf32> to memref<32xf32>
  return
}
func.func @straight_right(%r: memref<32xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %a = memref.view %w[%c0][] : memref<?xi8> to memref<32xf32>
  %b = memref.view %w[%c128][] : memref<?xi8> to memref<32xf32>
  memref.copy %a, %b : memref<32xf32> to memref<32xf32>
  %c = memref.view %w[%c64][] : memref<?xi8> to memref<16xf32>
  memref.copy %c, %c : memref<16xf32> to memref<16xf32>
  return
}

// The first buffer is used after the second one, by another name.
func.func @alias(%r: memref<8xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  // expected-note@+1 {{the other one}}
  %a = memref.view %w[%c0][] : memref<?xi8> to memref<4x8xf32>
  %part = memref.subview %a[0, 0] [1, 8] [1, 1] : memref<4x8xf32> to memref<8xf32>
  memref.copy %r, %part : memref<8xf32> to memref<8xf32>
  // expected-error@+1 {{they overlap}}
  %b = memref.view %w[%c0][] : memref<?xi8> to memref<8xf32>
  // expected-note@+1 {{both are needed here}}
  memref.copy %r, %b : memref<8xf32> to memref<8xf32>
  %name = memref.cast %part : memref<8xf32> to memref<?xf32>
  memref.copy %name, %r : memref<?xf32> to memref<8xf32>
  return
}
func.func @outside(%r: memref<32xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c128 = arith.constant 128 : index
  %c192 = arith.constant 192 : index
  %a = memref.view %w[%c128][] : memref<?xi8> to memref<32xf32>
  // expected-error@+1 {{this buffer is bytes 192 to 320 of a workspace of 256, expected it inside at all sizes}}
  %b = memref.view %w[%c192][] : memref<?xi8> to memref<32xf32>
  memref.copy %r, %b : memref<32xf32> to memref<32xf32>
  return
}
func.func @skew(%w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c32 = arith.constant 32 : index
  // expected-error@+1 {{this buffer begins at byte 32 of the workspace, expected a multiple of 64 at all sizes}}
  %a = memref.view %w[%c32][] : memref<?xi8> to memref<8xf32>
  return
}
func.func @before(%w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c-64 = arith.constant -64 : index
  // expected-error@+1 {{this buffer begins at byte -64 of the workspace, expected 0 or more at all sizes}}
  %a = memref.view %w[%c-64][] : memref<?xi8> to memref<8xf32>
  return
}
func.func @otherwise(%v: i8, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  // expected-error@+1 {{uses the workspace, in which only memref.view may create buffers}}
  memref.store %v, %w[%c0] : memref<?xi8>
  return
}
// expected-error@+1 {{expected the functions that ag-plan-workspace records}}
func.func @unplanned(%w: memref<?xi8>) {
  return
}
