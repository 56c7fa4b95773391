// RUN: ag-opt --ag-verify-workspace %s -verify-diagnostics=only-expected

// Offsets depend on sizes: b is after a, whose 4 n bytes are rounded up.
#sizes = {arguments = [["", f32, ["n"]], ["", f32, ["m"]]], parameters = [], results = [], symbols = [["n", 1, 32], ["m", 1, 16]]}
func.func private @shapes(%n: index, %m: index) {
  return
}
func.func private @bytes(%n: index, %m: index) -> index {
  %none = arith.constant -1 : index
  %c-64 = arith.constant -64 : index
  %c63 = arith.constant 63 : index
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %an, %high = arith.mului_extended %n, %c4 : index
  %overflows = arith.cmpi ne, %high, %c0 : index
  %0 = arith.addi %an, %c63 : index
  %a = arith.andi %0, %c-64 : index
  %bm = arith.muli %m, %c4 : index
  %1 = arith.addi %bm, %c63 : index
  %b = arith.andi %1, %c-64 : index
  %two = arith.addi %a, %a : index
  %three = arith.addi %two, %b : index
  %all = arith.select %overflows, %none, %three : index
  return %all : index
}
func.func @right(%x: memref<?xf32>, %y: memref<?xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #sizes} {
  %c-64 = arith.constant -64 : index
  %c63 = arith.constant 63 : index
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %0 = arith.muli %n, %c4 : index
  %1 = arith.addi %0, %c63 : index
  %2 = arith.andi %1, %c-64 : index
  %3 = arith.maxsi %c0, %2 : index
  %a = memref.view %w[%c0][%n] : memref<?xi8> to memref<?xf32>
  %b = memref.view %w[%3][%n] : memref<?xi8> to memref<?xf32>
  memref.copy %a, %b : memref<?xf32> to memref<?xf32>
  return
}

// The maximum has the bytes of %y, not of %x.
func.func @wrong(%x: memref<?xf32>, %y: memref<?xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #sizes} {
  %c-64 = arith.constant -64 : index
  %c63 = arith.constant 63 : index
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %m = memref.dim %y, %c0 : memref<?xf32>
  %0 = arith.muli %m, %c4 : index
  %1 = arith.addi %0, %c63 : index
  %2 = arith.andi %1, %c-64 : index
  %3 = arith.maxsi %c0, %2 : index
  // expected-note@+1 {{the other one}}
  %a = memref.view %w[%c0][%n] : memref<?xi8> to memref<?xf32>
  // expected-error@+1 {{this buffer is bytes 64 to 192 of the workspace, and another one, which is needed at the same time, bytes 0 to 128 (at n 32, m 16): they overlap}}
  %b = memref.view %w[%3][%n] : memref<?xi8> to memref<?xf32>
  // expected-note@+1 {{both are needed here}}
  memref.copy %a, %b : memref<?xf32> to memref<?xf32>
  return
}

// The buffer is as large as the workspace at m = n, and larger with a larger m.
func.func @large(%x: memref<?xf32>, %y: memref<?xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #sizes} {
  %c0 = arith.constant 0 : index
  %m = memref.dim %y, %c0 : memref<?xf32>
  // expected-error@+1 {{this buffer is bytes 0 to 256 of a workspace of 320 (at n 32, m 16): it is not proved that it is inside at all sizes}}
  %a = memref.view %w[%c0][%m] : memref<?xi8> to memref<?x4xf32>
  return
}

// The offset is the sign of the bytes, 0, not the bytes rounded down.
func.func @sign(%x: memref<?xf32>, %y: memref<?xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #sizes} {
  %sign = arith.constant -9223372036854775808 : index
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %bytes = arith.muli %n, %c64 : index
  %none = arith.andi %bytes, %sign : index
  // expected-error@+1 {{this buffer begins at byte 512 of the workspace (at n 32, m 16), expected a multiple of 64 at all sizes}}
  %a = memref.view %w[%none][%n] : memref<?xi8> to memref<?xf32>
  memref.copy %a, %x : memref<?xf32> to memref<?xf32>
  return
}
