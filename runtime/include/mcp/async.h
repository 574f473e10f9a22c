// mcp/async.h -- the type of a handler that waits: `mcp::Async<T>` is a coroutine that gives a T.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace mcp {

/// A coroutine that starts when it is awaited and gives a `T`, or the exception it ended with, to
/// who awaited it. Runs on the thread that serves. Destroying it destroys what it holds, wherever
/// it waits.
template <class T>
class [[nodiscard]] Async {
 public:
  struct promise_type;
  using Handle = std::coroutine_handle<promise_type>;

  struct promise_type {
    Async get_return_object() { return Async(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct Final {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(Handle handle) noexcept {
          const std::coroutine_handle<> next = handle.promise().awaiting;
          return next ? next : std::noop_coroutine();
        }
        void await_resume() noexcept {}
      };
      return Final{};
    }
    template <class Value>
    void return_value(Value&& given) {
      value.emplace(std::forward<Value>(given));
    }
    void unhandled_exception() { error = std::current_exception(); }

    std::coroutine_handle<> awaiting;
    std::optional<T> value;
    std::exception_ptr error;
  };

  Async(Async&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Async& operator=(Async&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Async() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
    handle_.promise().awaiting = awaiting;
    return handle_;
  }
  T await_resume() { return take(); }

  /// For the runtime: the coroutine itself, and what it gave once it is done.
  std::coroutine_handle<> handle() const { return handle_; }
  T take() {
    if (handle_.promise().error) std::rethrow_exception(handle_.promise().error);
    return std::move(*handle_.promise().value);
  }

 private:
  explicit Async(Handle handle) : handle_(handle) {}
  Handle handle_;
};

}  // namespace mcp
